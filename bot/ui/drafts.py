"""A message before it is sent. It can be made plainer part by part.

Made by the Discord messenger and by answers to commands. `discord_api.accepted_forms` decides when
a part is left out.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import discord
from msgspec import Struct, field

from bot.model.article import Picture, Taxonomy, Topic
from bot.model.delivery import CarriedArticle, Post
from bot.model.form import MessagePart, PostForm
from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.model.schedule import Digest
from bot.ui import texts
from bot.ui.cards import article_card, mention_line, plain_title, roles_of, topics_of
from bot.ui.digest_texts import digest_title
from bot.ui.digests import digest_card, digest_embed
from bot.ui.embeds import article_embed, summary_embed
from bot.ui.markup import clip
from bot.ui.optional_parts import (
    ROLE_MENTION_PREFIX,
    Item,
    Keeps,
    Path,
    at,
    bare_text,
    component_at,
    part_of_field,
    part_of_item,
    parts_of,
    rebuild,
    replace_picture_url,
    urls_of,
    within,
)
from bot.ui.summaries import is_summary, summary_card
from bot.ui.views import Layout

THREAD_NAME_CHARACTERS = 100
"""Discord's limit for the name of a thread."""
ROW_DEPTH = 4
"""The keys that lead to a button of a classic message: components.0.components.2."""
CONTENT_CHARACTERS = 2000
"""Discord's limit for the text of any other message."""


class Draft(Struct):
    """A message, with everything that is sent to Discord along with it.

    Attributes:
        view: its components; those of a classic message stand beneath its embed.
        embed: the card of a message that is published.
        content: the line that mentions roles, above the embed.
        name: of the thread or forum post that begins with the message; "" if none does.
        neutral_name: the name in its place, if Discord refuses it.
        topics: those by which the tags of a forum post are chosen.
        left_out: the parts that were left out.
        unsized: the message that Discord made of it has a picture without a size.
        picture: the file that the message shows; None if its picture is a link.
        linked: the address of the picture before it became a file.
        alt: the description of that picture.
        refused_pictures: the URLs of the pictures that were left out because Discord refused
            them; a picture that was one of several left out at once is not among them.
    """

    view: Layout | discord.ui.View | None = None
    embed: discord.Embed | None = None
    content: str = ""
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    name: str = ""
    neutral_name: str = ""
    topics: Sequence[Topic] = ()
    left_out: set[MessagePart] = field(default_factory=set)
    unsized: bool = False
    picture: Picture | None = None
    linked: str = ""
    alt: str | None = None
    refused_pictures: set[str] = field(default_factory=set)

    def as_message(self) -> dict[str, Any]:
        """The arguments of discord.py's methods that send a message."""
        files = self._files()
        return {**self._content(), **({"files": files} if files else {})}

    def as_edit(self) -> dict[str, Any]:
        """The arguments of discord.py's methods that edit a message.

        An edit without `attachments` keeps the files of the message; with them, it replaces all.
        """
        keeps = self.attached is not None and self.attached.data is None
        return {**self._content(), **({} if keeps else {"attachments": self._files()})}

    @property
    def attached(self) -> Picture | None:
        """The file that the message shows, unless its picture was left out."""
        shown = self.picture is not None and self.picture.reference in self.picture_urls
        return self.picture if shown else None

    @property
    def picture_urls(self) -> set[str]:
        """The addresses of all pictures."""
        found = {url for item in self._items() for url in urls_of(item)}
        return found | ({self.embed.image.url} if self.embed and self.embed.image.url else set())

    def attach(self, shown: discord.MediaGalleryItem, picture: Picture) -> None:
        """Show this picture of the card as a file of the message."""
        self.picture, self.linked, self.alt = picture, shown.media.url, shown.description
        self._point(self.linked, picture.reference)

    def detach(self) -> None:
        """Show the picture by its address again."""
        if self.picture:
            self._point(self.picture.reference, self.linked)
        self.picture = None

    def _point(self, old: str, new: str) -> None:
        for item in self._items():
            replace_picture_url(item, old, new)
        if self.embed and self.embed.image.url == old:
            self.embed.set_image(url=new)

    def _content(self) -> dict[str, Any]:
        if isinstance(self.view, Layout):
            return {"view": self.view, "allowed_mentions": self.mentions}
        return {
            "content": self.content or None,
            "embed": self.embed,
            "view": self.view,
            "allowed_mentions": self.mentions,
        }

    def _files(self) -> list[discord.File]:
        """The files to send. They are made again for each try, since discord.py closes them."""
        picture = self.attached
        if picture is None or picture.data is None:
            return []
        return [discord.File(io.BytesIO(picture.data), picture.name, description=self.alt)]

    @property
    def parts(self) -> frozenset[MessagePart]:
        """The parts that the message still has and can do without."""
        found = {part for item in self._items() for part in parts_of(item)}
        if self.embed:
            found.add(MessagePart.MARKUP)
            if self.embed.image.url:
                found.add(MessagePart.PICTURE)
        if ROLE_MENTION_PREFIX in self.content:
            found.add(MessagePart.MENTION)
        if self.name and self.name != self.neutral_name:
            found.add(MessagePart.NAME)
        if self.topics:
            found.add(MessagePart.TAGS)
        return frozenset(found)

    def leave_out(self, parts: frozenset[MessagePart]) -> None:
        """Leave out these parts, wherever they are."""
        parts = parts & self.parts
        self.left_out |= parts
        if MessagePart.PICTURE in parts:
            self._leave_out_picture()
        if MessagePart.NAME in parts:
            self.name = self.neutral_name
        if MessagePart.TAGS in parts:
            self.topics = ()
        if MessagePart.MENTION in parts:
            self.content, self.mentions = "", discord.AllowedMentions.none()
        self._keep(lambda item: not parts.intersection(part_of_item(item)))
        if MessagePart.MARKUP in parts:
            self._make_bare()

    def leave_out_named(self, paths: Iterable[Path]) -> bool:
        """Leave out the parts that paths of Discord's error name; False if they name none."""
        # All are found before any is left out, since that changes the numbers in the paths.
        found = [self._named(within(path)) for path in paths]
        left_out = [self._leave_out_one(named) for named in found]
        return any(left_out)

    def _leave_out_one(self, named: MessagePart | Item | None) -> bool:
        if isinstance(named, MessagePart):
            has = named in self.parts
            self.leave_out(frozenset({named}))
            return has
        if named is None:
            return False
        whole = part_of_item(named)
        self.left_out |= whole
        self.refused_pictures.update(urls_of(named))
        self._keep(lambda other: other is not named or not whole)
        return bool(whole)

    def _named(self, path: Path) -> MessagePart | Item | None:
        """The part beside the components, or the component, that a path leads to."""
        if not path or path[0] != "components":
            return part_of_field(path)
        if isinstance(self.view, discord.ui.View):
            # The row of a classic message is no item of discord.py.
            row = path[:ROW_DEPTH]
            return at(self.view.children, row[-1]) if len(row) == ROW_DEPTH else None
        return component_at(self.view, path)

    def _leave_out_picture(self) -> None:
        urls = {url for item in self._items() for url in urls_of(item)}
        if len(urls) == 1:
            self.refused_pictures |= urls
        if self.embed:
            self.embed.set_image(url=None)

    def _items(self) -> Iterator[Item]:
        yield from self.view.walk_children() if self.view else ()

    def _keep(self, keeps: Keeps) -> None:
        if isinstance(self.view, Layout):
            rebuild(self.view, keeps)
        elif self.view:
            for item in [each for each in self.view.children if not keeps(each)]:
                self.view.remove_item(item)

    def _make_bare(self) -> None:
        """Keep the text in plain lines, and the buttons that carry an address."""
        if self.embed:
            note = self.embed.author.name
            lines = (note, self.embed.title, self.embed.url, self.embed.description)
            self.content = "\n".join(line for line in lines if line)[:CONTENT_CHARACTERS]
            self.embed = None
        elif isinstance(self.view, Layout):
            items = list(self._items())
            texts = [_bare(each) for each in items if isinstance(each, discord.ui.TextDisplay)]
            rows = [each for each in items if isinstance(each, discord.ui.ActionRow)]
            self.view.clear_items()
            for item in (discord.ui.TextDisplay[Any](bare_text(texts)), *rows):
                self.view.add_item(item)


def _bare(display: discord.ui.TextDisplay[Any]) -> str:
    """The text of a display without markup; hidden text stays hidden."""
    text, container = bare_text([display.content]), display.parent
    hides = isinstance(container, discord.ui.Container) and container.spoiler
    return f"||{text}||" if hides else text


def drafted(
    post: Post,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    glossary: Glossary = NO_GLOSSARY,
) -> Draft:
    """The message of a post; in a forum with the name and the topics of its thread."""
    draft = _message(post, carried, taxonomy, glossary)
    roles = [discord.Object(role) for role in roles_of(carried)]
    draft.mentions = discord.AllowedMentions(everyone=False, users=False, roles=roles)
    if post.channel_kind.holds_posts:
        draft.name = thread_name(post, carried)
        draft.neutral_name = _neutral_thread_name(post, carried)
        draft.topics = common_topics(carried, taxonomy)
    return _without_refused(draft, post, carried)


def thread_draft(post: Post, carried: Sequence[CarriedArticle]) -> Draft:
    """The thread that begins under a post."""
    draft = Draft(name=thread_name(post, carried), neutral_name=_neutral_thread_name(post, carried))
    return _without_refused(draft, post, carried)


def thread_name(post: Post, carried: Sequence[CarriedArticle]) -> str:
    """The name of a post's thread: plain text, cut between words."""
    if post.digest:
        return digest_title(post.digest)
    if is_summary(post, carried):
        return texts.new_articles(len(carried))
    title = plain_title(carried[0].article, carried[0].care)
    return clip(title, THREAD_NAME_CHARACTERS) or texts.UNTITLED_THREAD


def _neutral_thread_name(post: Post, carried: Sequence[CarriedArticle]) -> str:
    """A name without a word of any article, for a thread whose own name Discord refuses."""
    if post.digest:
        return digest_title(post.digest)
    article = carried[0].article
    text = texts.NEW_ARTICLES_OF if is_summary(post, carried) else texts.NEW_ARTICLE_OF
    return text.format(date=f"{article.dated:%B} {article.dated.day}")


def common_topics(carried: Iterable[CarriedArticle], taxonomy: Taxonomy) -> list[Topic]:
    """The topics of these articles; those of more articles come first."""
    counted = Counter(topic.slug for each in carried for topic in topics_of(each.article, taxonomy))
    return [topic for slug, _ in counted.most_common() if (topic := taxonomy.get(slug))]


def _message(
    post: Post, carried: Sequence[CarriedArticle], taxonomy: Taxonomy, glossary: Glossary
) -> Draft:
    if post.digest:
        return _digest(post, post.digest, carried, taxonomy, glossary)
    several = is_summary(post, carried)
    if post.form is PostForm.COMPONENTS:
        if several:
            return Draft(summary_card(carried, taxonomy, post.key, post.id))
        return Draft(article_card(carried[0], taxonomy, post.key, glossary))
    if several:
        embed, buttons = summary_embed(carried, taxonomy, post.key, post.id)
    else:
        embed, buttons = article_embed(carried[0], taxonomy, post.key, glossary)
    return Draft(buttons, embed=embed, content=mention_line(carried))


def _digest(
    post: Post,
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    glossary: Glossary,
) -> Draft:
    if post.form is PostForm.COMPONENTS:
        return Draft(digest_card(digest, carried, taxonomy, post.key, post.id, glossary=glossary))
    embed, buttons = digest_embed(digest, carried, taxonomy, post.key, post.id, glossary=glossary)
    return Draft(buttons, embed=embed, content=mention_line(carried))


def _without_refused(draft: Draft, post: Post, carried: Sequence[CarriedArticle]) -> Draft:
    shared = carried[0].article.refused if len(carried) == 1 else frozenset[MessagePart]()
    draft.leave_out(post.refused | shared)
    draft.left_out.clear()
    draft.refused_pictures.clear()
    return draft
