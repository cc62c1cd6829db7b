import discord
from discord import app_commands

from bot.errors import DatabaseDamagedError, DatabaseError, RequestError
from bot.ui.errors import sentence_for
from bot.ui.texts import BUSY, DAMAGED, MANAGERS_ONLY, NOT_ALLOWED, SERVER_ONLY
from tests.tables import each_row


@each_row(
    ("error", "sentence"),
    [
        (RequestError("Choose another."), "Choose another."),
        (DatabaseError("The database /home/x is locked."), BUSY),
        (DatabaseDamagedError("The database /home/x is damaged."), DAMAGED),
        (discord.RateLimited(3600), BUSY),
        (app_commands.MissingPermissions(["manage_guild"]), MANAGERS_ONLY),
        (app_commands.NoPrivateMessage(), SERVER_ONLY),
        (app_commands.CheckFailure(), NOT_ALLOWED),
        (ValueError("a bug"), None),
    ],
)
def test_each_kind_of_error_has_its_sentence(error: Exception, sentence: str | None) -> None:
    assert sentence_for(error) == sentence
