"""From an address to the page that stands there: asks the engine, renders. Called by cogs."""

from bot.errors import RequestError
from bot.model.query import Answer, Filters
from bot.services import Services
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.pages import HITS, answer_page, page_count
from bot.ui.views import Layout

EXPIRED = "This search has expired. Run /search again."
NO_TOPIC = "This topic is no longer there. Look at /topics for all that are."


async def open_page(services: Services, address: PageAddress) -> Layout:
    """The page at `address`, or the nearest one that exists.

    Raises:
        RequestError: its words have expired, or its topic is gone.
    """
    if address.topic and not services.taxonomy.get(address.topic):
        raise RequestError(NO_TOPIC)
    address = address.turned_to(max(1, address.page))
    answer = await _ask(services, address)
    if answer.total and not answer.hits:
        address = address.turned_to(page_count(answer))
        answer = await _ask(services, address)
    return answer_page(answer, address, services.taxonomy)


async def search_page(services: Services, user_id: int, query: str, topic: str | None) -> Layout:
    """The first page for a query; one too long for its buttons is kept, where it needs any."""
    address = PageAddress(PageKind.SEARCH, topic=topic, text=" ".join(query.split()))
    answer = await _ask(services, address)
    if page_count(answer) > 1 and not address.fits:
        key = await services.stored_queries.keep(user_id, address.text)
        address = PageAddress(PageKind.STORED, topic=topic, text=key)
    return answer_page(answer, address, services.taxonomy)


async def _ask(services: Services, address: PageAddress) -> Answer:
    filters = Filters(topic=address.topic)
    offset = (address.page - 1) * HITS
    if address.kind is PageKind.LATEST:
        return await services.engine.latest(filters, limit=HITS, offset=offset)
    query: str | None = address.text
    if address.kind is PageKind.STORED:
        query = await services.stored_queries.get(address.text)
    if query is None:
        raise RequestError(EXPIRED)
    return await services.engine.search(query, filters, limit=HITS, offset=offset)
