from itertools import chain
from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import shipped
from bot.knowledge.thesaurus import load_tested_thesaurus, load_thesaurus
from bot.model.query import Reading
from bot.model.thesaurus import SynonymGroup, SynonymKind
from bot.search.query import understand
from bot.search.words import typed_words, words_of_each
from tests.shared import shipped_index, shipped_thesaurus
from tests.tables import each_row

GROUP = """\
[[group]]
kind = "abbreviation"
terms = ["progesterone receptor"]
short = ["PgR"]
ambiguous = ["PR"]
beside = ["receptor", "positive"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "thesaurus.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_group_is_read_with_all_its_keys(tmp_path: Path) -> None:
    assert load_thesaurus(write(tmp_path, GROUP)).groups == (
        SynonymGroup(
            SynonymKind.ABBREVIATION,
            ("progesterone receptor",),
            ("PgR",),
            ("PR",),
            ("receptor", "positive"),
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ('kind = "abbreviation"', 'kind = "other"', 2, "'brand'"),
        ('["progesterone receptor"]', "[]", 3, "terms is empty"),
        ('["progesterone receptor"]', '["pgr"]', 3, "for the second time"),
        ('beside = ["receptor", "positive"]\n', "", 5, "need “beside”"),
        ('ambiguous = ["PR"]\n', "", 5, "for ambiguous forms"),
        ('short = ["PgR"]\nambiguous = ["PR"]\nbeside = ["receptor", "positive"]\n', "", 3, "two"),
        ("ambiguous =", "ambigous =", 5, "Did you mean “ambiguous”?"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, reason: str
) -> None:
    assert before in GROUP
    with pytest.raises(KnowledgeError) as caught:
        load_thesaurus(write(tmp_path, GROUP.replace(before, after, 1)))
    assert f"thesaurus.toml, line {line}:" in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("key", ["short", "related"])
@pytest.mark.parametrize("name", ["how many", "What if", "what's", "how does"])
def test_a_name_says_more_than_a_question_word(tmp_path: Path, key: str, name: str) -> None:
    path = write(tmp_path, f'[[group]]\nkind = "lay"\nterms = ["nausea"]\n{key} = ["{name}"]\n')

    with pytest.raises(KnowledgeError, match=f"line 4: “{name}” only asks"):
        load_thesaurus(path)


def test_a_word_stands_in_one_group_only(tmp_path: Path) -> None:
    other = '[[group]]\nkind = "lay"\nterms = ["hormones", "Progesterone  Receptor"]\n'
    with pytest.raises(KnowledgeError, match="line 9: the word “progesterone receptor”"):
        load_thesaurus(write(tmp_path, GROUP + other))


def test_an_ambiguous_form_may_stand_in_several_groups(tmp_path: Path) -> None:
    other = '[[group]]\nkind = "lay"\nterms = ["partial response"]\nambiguous = ["PR"]\n'
    assert len(load_thesaurus(write(tmp_path, f'{GROUP}{other}beside = ["response"]\n'))) == 2


def test_the_shipped_thesaurus_is_valid() -> None:
    assert {group.kind for group in shipped_thesaurus()} == set(SynonymKind)
    assert load_tested_thesaurus(shipped("thesaurus.toml")) == shipped_thesaurus()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('"abbreviation"', '"abbreviatoin"', "line 2: kind"),
        ("terms", "term", "line 1|line 3"),
        ("[[group]]", "[[groups]]", "line 1"),
        ('["PgR"]', '["PgR", 3]', "line 4"),
        ('"PgR"]', '"PgR', "line 4"),
    ],
)
def test_a_shipped_thesaurus_that_was_changed_and_cannot_be_read_is_told_with_the_line(
    tmp_path: Path, before: str, after: str, reason: str
) -> None:
    with pytest.raises(KnowledgeError, match=reason):
        load_tested_thesaurus(write(tmp_path, GROUP.replace(before, after)))


@pytest.mark.parametrize(
    "typed",
    ["progress", "research progress", "what to expect", "recalled", "waste", "ivermectin", "DXd"],
)
def test_no_shipped_name_is_read_into_other_words(typed: str) -> None:
    readings = [Reading((word,), (word,)) for word in typed_words(typed)]

    concepts = understand(typed, shipped_index(), readings).concepts

    assert concepts
    assert all(len(concept.phrases) == 1 for concept in concepts)


@each_row(
    ("one", "other"),
    [
        ("dexamethasone", "steroids"),
        ("bisphosphonate", "bone-modifying agent"),
        ("analysis", "meta-analysis"),
        ("angiogenesis", "antiangiogenic"),
        ("filgrastim", "G-CSF"),
        ("Black women", "women of color"),
        ("transgender", "lesbian"),
        ("PTEN", "Cowden syndrome"),
        ("claustrophobic", "MRI"),
        ("patient navigator", "oncology nurse"),
        ("when to stop", "end of life"),
        ("age discrimination", "older adults"),
        ("smelly wound", "skin metastases"),
        ("lung nodule", "lung metastases"),
        ("pathologic fracture", "skeletal-related events"),
        ("dormant cells", "late recurrence"),
        ("survivors", "survivorship care plan"),
        ("gene", "genetic testing"),
        ("siblings be tested", "genetic testing"),
        ("what to pack for chemo", "infusion"),
        ("bad veins", "central venous port"),
        ("hypophysitis", "immune-related adverse events"),
        ("vaccines", "cancer vaccine"),
        ("propranolol", "beta blocker"),
        ("Lipitor", "statins"),
        ("CBD", "marijuana"),
        ("dog ears", "flat closure"),
        ("belly fat", "DIEP flap"),
        ("silicone", "breast implants"),
        ("implant popped", "breast implants"),
        ("sports bra", "breast prosthesis"),
        ("swimsuit", "breast forms"),
        ("sedation", "local anesthetic"),
        ("protect my heart", "breath hold"),
        ("silicone film", "radiation dermatitis"),
        ("compression sleeve", "lymphedema"),
        ("cat scratch", "lymphedema"),
        ("hats", "hair loss"),
        ("eyebrows gone", "hair loss"),
        ("melatonin", "insomnia"),
        ("thrush", "mucositis"),
        ("carpal tunnel", "joint pain"),
        ("heart attack", "cardiotoxicity"),
        ("immune system", "neutropenia"),
        ("blood transfusion", "anemia"),
        ("stroke", "deep vein thrombosis"),
        ("vaginal bleeding", "endometrial cancer"),
        ("acne", "skin rash"),
        ("hives", "skin rash"),
        ("weight loss injections", "weight gain"),
        ("cataracts", "dry eyes"),
        ("painful sex", "vaginal dryness"),
        ("periods back", "early menopause"),
        ("morphine", "pain relief"),
        ("recipes for chemo", "loss of appetite"),
        ("reiki", "massage"),
        ("homeopathy", "integrative medicine"),
        ("healer", "alternative therapy"),
        ("refuses chemo", "alternative therapy"),
        ("probiotics", "dietary supplements"),
        ("yoga", "tai chi"),
        ("gofundme", "medical debt"),
        ("fired", "return to work"),
        ("sick pay", "disability benefits"),
        ("panic attacks", "anxiety"),
        ("social worker", "counseling"),
        ("breathing exercises", "meditation"),
        ("moon face", "changed body"),
        ("personal stories", "support groups"),
        ("picture books", "telling children about cancer"),
        ("questions to ask", "decision aid"),
        ("medical gaslighting", "second opinion"),
        ("surrogate", "egg freezing"),
        ("prevent recurrence", "prevention"),
        ("my fault", "risk factors"),
        ("swimming", "weight training"),
        ("Mediterranean diet", "diet"),
        ("vaping", "smoking"),
        ("cell phone in my bra", "pesticides"),
        ("condoms", "oral contraceptives"),
        ("covid booster", "coronavirus"),
        ("immigrants", "racism"),
        ("new drugs", "FDA approval"),
        ("husband left me", "couples"),
        ("what to say to a friend", "friendship"),
        ("cat litter", "dogs"),
        ("keloid", "scar"),
        ("sepsis", "infection"),
        ("antibiotics", "infection"),
        ("balance problems", "vertigo"),
        ("flying", "vacation"),
        ("place to stay", "free rides"),
        ("Medicaid", "Medicare"),
        ("life insurance", "genetic discrimination"),
        ("headscarf", "wig"),
        ("lashes", "eyebrows"),
        ("flu shot", "vaccination"),
        ("shingles shot", "vaccination"),
        ("breast reduction", "breast asymmetry"),
        ("cryoablation", "radiofrequency ablation"),
        ("stigma", "ashamed"),
        ("permanent alopecia", "hair regrowth"),
    ],
)
def test_what_is_not_the_same_is_not_in_one_shipped_group(one: str, other: str) -> None:
    assert not [
        group
        for group in shipped_thesaurus().groups
        if {one, other} <= {*group.terms, *group.short}
    ]


COMMON_IN = 3
"""A word in the terms of this many other groups is common. Chosen by eye."""
SAME_IN_EVERY_NAME = {"drug", "drugs", "medicine", "pills", "tablets", "rads", "eyes"}


def test_no_everyday_word_of_a_shipped_group_is_common_in_the_names_of_others() -> None:
    """Such a word is broader than its group: "gene" is no genetic testing."""
    owners: dict[str, set[str]] = {}
    for group in shipped_thesaurus().groups:
        for word in chain.from_iterable(words_of_each(group.terms)):
            owners.setdefault(word, set()).add(group.terms[0])
    broad = {
        word
        for group in shipped_thesaurus().groups
        if group.kind is SynonymKind.LAY
        for word in group.short
        if len(others := owners.get(word.lower(), set())) >= COMMON_IN
        and group.terms[0] not in others
    }
    assert broad <= SAME_IN_EVERY_NAME
