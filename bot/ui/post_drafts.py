"""Renders a post as the draft of its message, without the parts that Discord refused before. Pure.

Called by the Discord messenger.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import discord

from bot.model.article import Taxonomy
from bot.model.delivery import CarriedArticle, Post
from bot.model.form import MessagePart, PostForm
from bot.model.schedule import Digest
from bot.model.thesaurus import NO_GLOSSARY, Glossary
from bot.ui.cards import article_card, mention_line, roles_of, topics_of
from bot.ui.digests import digest_card, digest_embed
from bot.ui.drafts import Draft
from bot.ui.embeds import article_embed, summary_embed
from bot.ui.summaries import is_summary, neutral_thread_name, summary_card, thread_name


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
        draft.neutral_name = neutral_thread_name(post, carried)
        draft.topics = topic_names(carried, taxonomy)
    return _without_refused(draft, post, carried)


def thread_draft(post: Post, carried: Sequence[CarriedArticle]) -> Draft:
    """The thread that begins under a post."""
    draft = Draft(name=thread_name(post, carried), neutral_name=neutral_thread_name(post, carried))
    return _without_refused(draft, post, carried)


def topic_names(carried: Iterable[CarriedArticle], taxonomy: Taxonomy) -> list[str]:
    """The names of the topics of these articles; topics of more articles come first."""
    counted = Counter(topic.name for each in carried for topic in topics_of(each.article, taxonomy))
    return [name for name, _ in counted.most_common()]


def _message(
    post: Post, carried: Sequence[CarriedArticle], taxonomy: Taxonomy, glossary: Glossary
) -> Draft:
    if post.digest:
        return _digest(post, post.digest, carried, taxonomy)
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
    post: Post, digest: Digest, carried: Sequence[CarriedArticle], taxonomy: Taxonomy
) -> Draft:
    if post.form is PostForm.COMPONENTS:
        return Draft(digest_card(digest, carried, taxonomy, post.key, post.id))
    embed, buttons = digest_embed(digest, carried, taxonomy, post.key, post.id)
    return Draft(buttons, embed=embed, content=mention_line(carried))


def _without_refused(draft: Draft, post: Post, carried: Sequence[CarriedArticle]) -> Draft:
    shared = carried[0].article.refused if len(carried) == 1 else frozenset[MessagePart]()
    draft.leave_out(post.refused | shared)
    draft.left_out.clear()
    draft.pictures.clear()
    return draft
