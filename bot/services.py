"""The services that cogs use. Built by `app`."""

from msgspec import Struct

from bot.catalogue.proposing import Proposer
from bot.catalogue.server_feeds import ServerFeeds
from bot.catalogue.service import Sources
from bot.catalogue.visibility import Visibility
from bot.clock import Clock
from bot.model.article import Taxonomy
from bot.model.glossary import Glossary
from bot.search.engine import SearchEngine
from bot.search.stored_queries import StoredQueries
from bot.search.support import Support
from bot.settings import Settings
from bot.storage.database import Database
from bot.subscriptions.delivery_log import DeliveryLog
from bot.subscriptions.refused_parts import RefusedParts
from bot.subscriptions.schedules import ScheduleService
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from bot.subscriptions.wishes import Wishes


class Services(Struct, frozen=True):
    """All services; each cog's `setup` passes on those that the cog needs."""

    settings: Settings
    database: Database
    taxonomy: Taxonomy
    glossary: Glossary
    engine: SearchEngine
    sources: Sources
    server_feeds: ServerFeeds
    visibility: Visibility
    proposer: Proposer
    subscriptions: SubscriptionService
    schedules: ScheduleService
    server_changes: ServerChanges
    delivery_log: DeliveryLog
    stored_queries: StoredQueries
    support: Support
    refused_parts: RefusedParts
    clock: Clock
    wishes: Wishes
