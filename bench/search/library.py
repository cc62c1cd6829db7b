"""A made-up library of breast cancer news, the same in every run, for the search bench.

As in real ones, four articles in five hold "breast" and "cancer", an article is about one theme or
two, and all other words follow Zipf's law.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bench.search.perturbations import one_typo
from bot.model.article import Article, TopicMatch

EPOCH = datetime(2012, 1, 1, tzinfo=UTC)
UBIQUITOUS_SHARE = 0.8
WORDS = 40_000
COMMON = "the of and in to a with for was were is that on by as at from this who which be it"
THEMES: tuple[tuple[str, str], ...] = (
    ("metastasis", "brain metastases radiosurgery hippocampus whole-brain"),
    ("metastasis", "liver metastases ablation resection"),
    ("metastasis", "bone metastases denosumab zoledronic fracture"),
    ("metastasis", "lung pleural effusion metastasis drainage"),
    ("treatment", "tamoxifen endocrine adherence premenopausal"),
    ("treatment", "letrozole anastrozole exemestane aromatase inhibitor joint"),
    ("treatment", "trastuzumab deruxtecan HER2-low pneumonitis"),
    ("treatment", "trastuzumab pertuzumab HER2 cardiac"),
    ("treatment", "palbociclib ribociclib abemaciclib CDK4 inhibitor"),
    ("treatment", "paclitaxel docetaxel neuropathy cryotherapy"),
    ("treatment", "doxorubicin cyclophosphamide dose-dense cardiotoxicity"),
    ("treatment", "lumpectomy mastectomy margins reconstruction"),
    ("treatment", "radiation hypofractionated boost proton"),
    ("immunotherapy", "pembrolizumab immunotherapy checkpoint PD-L1"),
    ("triple-negative", "triple-negative capecitabine residual disease"),
    ("triple-negative", "sacituzumab govitecan antibody conjugate"),
    ("heredity", "BRCA1 BRCA2 olaparib inherited counselling"),
    ("heredity", "PALB2 CHEK2 variant sequencing ancestry"),
    ("screening", "mammogram density tomosynthesis recall"),
    ("screening", "ultrasound MRI supplemental interval"),
    ("screening", "artificial intelligence radiologist reading"),
    ("early-detection", "DCIS surveillance comedo grade"),
    ("lobular", "lobular carcinoma E-cadherin occult"),
    ("survivorship", "fatigue exercise yoga sleep"),
    ("survivorship", "lymphedema compression axillary nodes"),
    ("survivorship", "recurrence fear follow-up circulating DNA"),
    ("quality-of-life", "hot flashes fezolinetant acupuncture menopause"),
    ("quality-of-life", "cognitive impairment memory attention chemobrain"),
    ("quality-of-life", "anxiety depression mindfulness counselling"),
    ("young-women", "fertility preservation pregnancy ovarian suppression"),
    ("lifestyle-risk", "alcohol obesity diet weight"),
    ("health-equity", "disparities Black women access insurance"),
    ("male-breast-cancer", "men male gynecomastia"),
    ("clinical-trials", "phase randomized trial endpoint enrolled"),
)
ASKED = (
    "brain mets", "liver metastases", "bone mets denosumab", "tamoxifen side effects",
    "letrozole joint pain", "Enhertu", "HER2 low", "CDK4/6 inhibitor", "neuropathy from paclitaxel",
    "red devil", "lumpectomy or mastectomy", "proton radiation", "Keytruda", "TNBC immunotherapy",
    "BRCA2 olaparib", "PALB2", "dense breasts mammogram", "AI radiologist", "DCIS surveillance",
    "lobular", "fatigue and exercise", "lymphedema", "fear of recurrence", "hot flashes",
    "chemo brain", "anxiety", "fertility preservation", "alcohol", "Black women access",
    "male", "phase 3 trial", "palbociclib", "tamoxifne", "pembrolizumba fatigue", "brian mets",
    "what can I do about hot flashes?", "capecitabine residual disease", "sleep yoga", "mri",
    "stage IV liver",
)  # fmt: skip


def questions() -> list[str]:
    """Eighty queries: half of them with "breast cancer", and half with a typo in another word."""
    rng = random.Random(20_260_302)
    return [
        text
        for number, asked in enumerate(ASKED)
        for text in _asked_twice(asked, one_typo(asked, rng), second=bool(number % 2))
    ]


def _asked_twice(asked: str, misspelled: str, *, second: bool) -> tuple[str, str]:
    """Alone, and with "breast cancer"; one of them is misspelled."""
    alone, beside = (asked, misspelled) if second else (misspelled, asked)
    return alone, f"{beside} breast cancer"


def library(articles: int) -> Iterator[Article]:
    """So many articles, oldest first, one an hour."""
    rng = random.Random(20_260_301)
    writer = _Writer(rng)
    for number in range(articles):
        themes = rng.choices(THEMES, k=rng.choice((1, 1, 2)))
        holds = rng.random() < UBIQUITOUS_SHARE
        yield Article(
            key=str(number),
            url=f"https://example.org/{number}/",
            canonical_url=f"https://example.org/{number}",
            title=writer.passage(rng.randint(8, 14), themes, 2, breast_cancer=holds),
            teaser=writer.passage(30, themes, 4, breast_cancer=holds),
            text=writer.passage(rng.randint(100, 200), themes, 14, breast_cancer=holds),
            published_at=EPOCH + timedelta(hours=number),
            topics=tuple(TopicMatch(slug, "made up") for slug in {slug: 0 for slug, _ in themes}),
        )


class _Writer:
    """Writes passages over a vocabulary of its own."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._words = [*COMMON.split(), *_made_up(rng, WORDS)]
        ranks = range(len(self._words))
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in ranks))

    def passage(
        self, length: int, themes: list[tuple[str, str]], topical: int, *, breast_cancer: bool
    ) -> str:
        words = self._rng.choices(self._words, cum_weights=self._weights, k=length)
        for _ in range(topical):
            _, theme = self._rng.choice(themes)
            words[self._rng.randrange(length)] = self._rng.choice(theme.split())
        if breast_cancer:
            words[self._rng.randrange(length)] = "breast cancer"
        return " ".join(words).capitalize() + "."


def _made_up(rng: random.Random, count: int) -> list[str]:
    """Words that nobody knows, each once: "tosarel", "binumed"."""
    ends = ("", "n", "l", "s", "tion", "ing", "ed", "al")
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = (
            rng.choice("bcdfghklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))
        )
        words["".join(syllables) + rng.choice(ends)] = None
    return list(words)
