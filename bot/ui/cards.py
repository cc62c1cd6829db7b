"""An article as a card, and the lines that stand with an article in every place. Pure.

Cards are shown by announcements and the preview of `/news subscribe`; answers, summaries and embeds
take the lines. Each part has a limit, and all limits together are below the 4,000 characters that
Discord allows in a message.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import discord

from bot.articles.content_notes import content_note
from bot.model.article import Evidence, EvidenceKind, Image, KeptArticle, Taxonomy, Topic
from bot.model.delivery import CarriedArticle
from bot.model.feed import FeedKind
from bot.model.form import CareMode, ContentNote, MessagePart
from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.model.wish import WishMatch
from bot.search.glossary import glossary_words_of
from bot.search.wishes import still_holds
from bot.ui import answer_texts, texts, wish_texts
from bot.ui.addresses import more_id, similar_id, study_id, words_id
from bot.ui.digest_texts import LineTexts
from bot.ui.evidence_texts import ENGLISH_STUDY, StudyTexts
from bot.ui.markup import clip, link, quote, web_url, when, with_emoji
from bot.ui.views import LABEL_CHARACTERS, NEUTRAL_ACCENT_COLOR, Layout, button

# Limits of characters, chosen by eye, so that the longest page fits into a message.
CARD_TITLE_CHARACTERS = 300
CARD_TEASER_CHARACTERS = 220
CARD_SOURCE_CHARACTERS = 100
CARD_TOPICS_CHARACTERS = 300
CARD_URL_CHARACTERS = 512
"""Discord's limit for a button; a longer link of a title would take too much of the message."""
OTHER_SOURCE_CHARACTERS = 40
OTHER_URL_CHARACTERS = 200
MOST_OTHER_SOURCES = 3
CARD_REASON_CHARACTERS = 60
REASONS_SHOWN = 2
IMAGE_URL_CHARACTERS = 2048
ALT_CHARACTERS = 256
"""discord.py's limit; Discord's own is 1,024."""
BUTTONS_IN_ROW = 5
"""Discord's limit."""
TRIAL_PAGE = "https://clinicaltrials.gov/study/{number}"
MOST_ROLES = 25
"""Chosen by eye: each takes about 24 characters of the message."""


def article_card(
    carried: CarriedArticle, taxonomy: Taxonomy, key: str, glossary: Glossary = NO_GLOSSARY
) -> Layout:
    """The announcement of one article.

    Args:
        carried: the article, with the topics that matched and the roles to mention.
        key: the post's key; a button carries it, so that the message can be recognized.
        glossary: its words that stand on the card get a button.
    """
    return Layout(*role_mentions([carried]), *card_items(carried, taxonomy, key, glossary))


def card_items(
    carried: CarriedArticle, taxonomy: Taxonomy, key: str, glossary: Glossary
) -> tuple[discord.ui.Item[Layout], ...]:
    """The card itself, without mentions; a hidden one stands behind its content note.

    Screen readers read it in this order: note, title, warnings, teaser, picture, topics, source.
    """
    kept = carried.article
    topics = topics_of(kept, taxonomy)
    lead, note = lead_of(carried, topics, taxonomy), note_line(kept, carried.care)
    folded = is_folded(kept, carried.care)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        accent_colour=lead.colour if lead else NEUTRAL_ACCENT_COLOR, spoiler=folded
    )
    if note and not folded:
        container.add_item(discord.ui.TextDisplay(note))
    container.add_item(discord.ui.TextDisplay(_heading(kept)))
    if media := picture(kept):
        container.add_item(discord.ui.MediaGallery(media))
    container.add_item(discord.ui.TextDisplay(_details(kept, topics, carried.reasons)))
    buttons = card_buttons(kept, lead, key, glossary)
    for begin in range(0, len(buttons), BUTTONS_IN_ROW):
        container.add_item(discord.ui.ActionRow(*buttons[begin : begin + BUTTONS_IN_ROW]))
    return (discord.ui.TextDisplay(note), container) if folded else (container,)


def roles_of(carried: Iterable[CarriedArticle]) -> list[int]:
    """The roles that a post mentions, each once, and at most `MOST_ROLES`."""
    return list(dict.fromkeys(role for each in carried for role in each.role_ids))[:MOST_ROLES]


def topics_of(kept: KeptArticle, taxonomy: Taxonomy) -> tuple[Topic, ...]:
    """The article's topics that the taxonomy still has."""
    found = (taxonomy.get(match.slug) for match in kept.article.topics)
    return tuple(topic for topic in found if topic)


def topic_line(topics: Sequence[Topic], limit: int) -> str:
    """Names with their emoji behind them, as many as fit into `limit` characters."""
    line = ""
    for topic in topics:
        name = with_emoji(topic.name, topic.emoji, limit)
        longer = f"{line} · {name}" if line else name
        if len(longer) > limit:
            break
        line = longer
    return line


def picture(kept: KeptArticle) -> discord.MediaGalleryItem | None:
    """The article's image with its alt text; None if Discord refuses it."""
    image = None if MessagePart.PICTURE in kept.refused else kept.article.image
    url = web_url(image.url, IMAGE_URL_CHARACTERS) if image else None
    return discord.MediaGalleryItem(url, description=alt_text(image)) if image and url else None


def alt_text(image: Image) -> str:
    """The image's description; if its source gives none, that it is decoration."""
    return clip(image.alt, ALT_CHARACTERS) or texts.DECORATION


@lru_cache(maxsize=64)
def _heading(kept: KeptArticle) -> str:
    # Cached, since one article goes to many channels, and escaping is most of its rendering.
    title = link(
        kept.article.title,
        kept.article.url,
        title_limit=CARD_TITLE_CHARACTERS,
        url_limit=CARD_URL_CHARACTERS,
    )
    teaser = quote(kept.article.teaser, CARD_TEASER_CHARACTERS)
    return "\n".join([f"### {title}", *marks(kept), *([teaser] if teaser else [])])


def _details(kept: KeptArticle, topics: Sequence[Topic], reasons: Sequence[WishMatch] = ()) -> str:
    line = topic_line(topics, CARD_TOPICS_CHARACTERS)
    source = f"-# {quote(kept.source.name, CARD_SOURCE_CHARACTERS)} · {published(kept)}"
    lines = [f"-# {reason_line(reasons, kept)}"] if reasons else []
    lines += [f"-# {line}"] if line else []
    also = also_at(kept)
    return "\n".join([*lines, source, *([f"-# {also}"] if also else [])])


def reason_line(reasons: Sequence[WishMatch], kept: KeptArticle) -> str:
    """Why an article came, for its card: "brain mets 🔎: “brain metastases” in the title"."""
    return " · ".join(
        wish_texts.WHY_ON_CARD.format(
            words=quote(each.words, CARD_REASON_CHARACTERS), found=matched_words(each, kept)
        )
        for each in reasons[:REASONS_SHOWN]
    )


def matched_words(match: WishMatch, kept: KeptArticle) -> str:
    """The words that matched, and where the article has them, or had them before it changed."""
    holds = still_holds(match, kept.article.title, kept.article.teaser)
    forms = wish_texts.PARTS if holds else wish_texts.FORMER_PARTS
    return forms[match.part].format(found=quote(match.found, CARD_REASON_CHARACTERS))


def note_line(
    kept: KeptArticle, care: CareMode, notes: Mapping[ContentNote, str] = texts.CONTENT_NOTES
) -> str:
    """The content note of an article where it is shown; "" if there is none."""
    if care is CareMode.OFF:
        return ""
    note = content_note(kept.article.title, kept.article.teaser)
    return notes[note] if note else ""


def is_folded(kept: KeptArticle, care: CareMode) -> bool:
    """Whether an article is hidden behind its content note."""
    return care is CareMode.FOLD and bool(note_line(kept, care))


def plain_title(
    kept: KeptArticle, care: CareMode, notes: Mapping[ContentNote, str] = texts.CONTENT_NOTES
) -> str:
    """The title where no text can be hidden: of a folded article, its note."""
    return note_line(kept, care, notes) if is_folded(kept, care) else kept.article.title


def marks(
    kept: KeptArticle, listed: LineTexts | None = None, words: StudyTexts = ENGLISH_STUDY
) -> list[str]:
    """Lines that must stand before the text: warnings, and the kind of study.

    Args:
        listed: the words of a list in another language; None for the sentences of a card.
        words: the kinds of study in that language.
    """
    unreviewed = listed.preprint if listed else texts.PREPRINT
    preprint = [unreviewed] if kept.source.kind is FeedKind.PREPRINT else []
    study = _evidence_mark(kept.article.evidence, words)
    return [*retraction_marks(kept, listed), *preprint, *study]


def retraction_marks(kept: KeptArticle, listed: LineTexts | None) -> list[str]:
    """The warning about a retraction, else about doubts, if there is any.

    The statement of the registry comes before that of the feed, because it has a date.

    Args:
        listed: the words of a list, which are shorter; None on a card.
    """
    notice = kept.notice
    if notice and (notice.kind.withdraws or not kept.article.retracted):
        full = texts.REGISTRY_RETRACTED if kept.is_retracted else texts.REGISTRY_DOUBTED
        form = texts.REGISTRY_SHORT if listed else full
        date = texts.known_date(notice.dated)
        if listed and listed.has_iso_dates and date:
            date = notice.dated
        states = listed.registry_states if listed else texts.registry_states
        return [form.format(sentence=states(notice, date))]
    if kept.article.retracted:
        return [listed.retracted if listed else texts.RETRACTED]
    concern = listed.concern if listed else texts.CONCERN
    return [concern] if kept.article.concern else []


def _evidence_mark(evidence: Evidence | None, words: StudyTexts) -> list[str]:
    """The line on the kind of study; none if it is not known."""
    if evidence is None:
        return []
    mark, facts = words.marks[evidence.kind], list[str]()
    if evidence.kind is EvidenceKind.TRIAL and evidence.phase:
        mark = f"**{words.trial_of_phase.format(phase=evidence.phase)}**"
    if evidence.kind is EvidenceKind.RANDOMIZED and evidence.phase:
        facts.append(words.of_phase.format(phase=evidence.phase))
    if evidence.size:
        facts.append(words.took_part.format(count=evidence.size))
    return [" · ".join([mark, *facts])]


def published(kept: KeptArticle, undated: str = answer_texts.DATE_UNKNOWN) -> str:
    """When the article was published, or `undated`; never the date when it was found."""
    return when(kept.article.published_at) if kept.article.published_at else undated


def also_at(kept: KeptArticle) -> str:
    """Links to other sources of the same story; "" if there are none."""
    shown = [
        link(
            each.source,
            each.url,
            title_limit=OTHER_SOURCE_CHARACTERS,
            url_limit=OTHER_URL_CHARACTERS,
        )
        for each in kept.duplicates[:MOST_OTHER_SOURCES]
    ]
    left = len(kept.duplicates) - len(shown)
    if left:
        shown.append(texts.MORE_SOURCES.format(count=left))
    return texts.ALSO_AT.format(sources=" · ".join(shown)) if shown else ""


def card_buttons(
    kept: KeptArticle, lead: Topic | None, key: str, glossary: Glossary
) -> list[discord.ui.Button[Any]]:
    """The buttons of a card: the article, the topic's news, similar articles, explanations."""
    url = web_url(kept.article.url, CARD_URL_CHARACTERS)
    read = [discord.ui.Button[Any](label=_read_label(kept), url=url)] if url else []
    similar = button(texts.SIMILAR_ARTICLES, similar_id(kept.id))
    explained = [*_words_button(kept, glossary), *_study_buttons(kept)]
    return [*read, more_button(lead, key), similar, *explained]


def _words_button(kept: KeptArticle, glossary: Glossary) -> list[discord.ui.Button[Any]]:
    """The button that explains the words of the title and the teaser, if there are any."""
    count = _count_words(kept.article.title, kept.article.teaser, glossary)
    label = texts.WORDS_ON_CARD.format(count=count)
    return [button(label, words_id(kept.id))] if count else []


@lru_cache(maxsize=64)
def _count_words(title: str, teaser: str, glossary: Glossary) -> int:
    # Cached, since one article goes to many channels.
    return len(glossary_words_of(glossary).found(title, teaser))


def _study_buttons(kept: KeptArticle) -> list[discord.ui.Button[Any]]:
    """The button that explains the kind of study, if it is known, and links to the trials."""
    asks = [button(ENGLISH_STUDY.title, study_id(kept.id))] if kept.article.evidence else []
    return [*asks, *trial_links(kept)]


def trial_links(
    kept: KeptArticle, words: StudyTexts = ENGLISH_STUDY
) -> list[discord.ui.Button[Any]]:
    """A link to each trial that the article names, at ClinicalTrials.gov."""
    return [
        discord.ui.Button(
            label=words.trial_button.format(number=number),
            url=TRIAL_PAGE.format(number=number),
        )
        for number in kept.article.trials
    ]


def _read_label(kept: KeptArticle) -> str:
    """The label of the button that leads to the article."""
    source = clip(kept.source.name, LABEL_CHARACTERS)
    if not source:
        return texts.READ_AT_SOURCE
    return clip(texts.READ_AT.format(source=source), LABEL_CHARACTERS)


def more_button(topic: Topic | None, key: str) -> discord.ui.Button[Any]:
    """The button that leads to the latest news on a topic, or on all."""
    if topic is None:
        return button(texts.MORE_NEWS, more_id(key, None))
    label = texts.MORE_ON.format(topic=topic.name)
    return button(label, more_id(key, topic.slug))


def lead_of(carried: CarriedArticle, topics: Sequence[Topic], taxonomy: Taxonomy) -> Topic | None:
    """The first topic that the channel subscribed to, else the article's first one, if any."""
    asked = (taxonomy.get(slug) for slug in carried.topics)
    return next((topic for topic in asked if topic), topics[0] if topics else None)


def role_mentions(carried: Sequence[CarriedArticle]) -> list[discord.ui.TextDisplay[Layout]]:
    """The line that mentions the roles, if there are any."""
    line = mention_line(carried)
    return [discord.ui.TextDisplay(line)] if line else []


def mention_line(carried: Sequence[CarriedArticle]) -> str:
    """The mentions of the roles; "" if there are none."""
    return " ".join(f"<@&{role}>" for role in roles_of(carried))
