"""The program whose corrector looks for corrections only when it is woken."""

from bot.cli import main
from bot.pipelines import correct

if __name__ == "__main__":
    correct.LOOK_EVERY_SECONDS = 86_400.0
    main()
