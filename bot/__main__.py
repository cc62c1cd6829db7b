"""Starts the command line for `python -m bot`."""

if __name__ == "__main__":
    from bot.cli import main

    main()
