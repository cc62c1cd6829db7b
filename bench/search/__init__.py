"""What the bot's search is worth: how well it answers, and how fast, beside what others do."""
