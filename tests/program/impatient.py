"""The program with all waits of a post whose outcome is unknown cut to a second or two."""

from datetime import timedelta

from bot.cli import main
from bot.delivery import failures
from bot.pipelines import announce

if __name__ == "__main__":
    failures.FIRST_RETRY = timedelta(seconds=1)
    failures.SETTLING_TIME = timedelta(seconds=2)
    announce.LOOK_EVERY_SECONDS = 0.5
    main()
