"""`python -m bot`: hands over to the command line."""

if __name__ == "__main__":
    from bot.cli import main

    main()
