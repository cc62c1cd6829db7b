"""How much of a feed is read, whatever it holds; the parsers of all formats keep to it."""

MOST_ENTRIES = 500
MOST_CATEGORIES = 50
MOST_IMAGES = 10
LONGEST_LINE = 2_000
LONGEST_URL = 4_096
LONGEST_TEXT = 100_000
EARLIEST_YEAR = 1970
"""What is dated before is misread."""
