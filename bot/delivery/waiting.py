"""Long waits in words. Pure; for sentences about what Discord asks."""

LONGEST_SECONDS = 366 * 24 * 3600.0
"""More than that is no number that anybody meant."""
MOST_HOURS = 47


def in_words(seconds: float) -> str:
    """A wait of an hour or more, roughly: "24 hours"."""
    if seconds > LONGEST_SECONDS:
        return "more than a year"
    hours = max(round(seconds / 3600), 1)
    if hours <= MOST_HOURS:
        return f"{hours} hour{'s'[: hours != 1]}"
    return f"{hours // 24} days"
