"""The limit of memory for a process that reads feeds. Called by `worker`, on both sides."""

try:
    import resource
except ModuleNotFoundError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

from bot.feeds.host_limits import MOST_MEMORY


def allowed() -> int:
    """Bytes that a process may have: MOST_MEMORY, or less where the machine's own limit is less."""
    if not resource:
        return MOST_MEMORY
    limits = resource.getrlimit(resource.RLIMIT_AS)
    return min((MOST_MEMORY, *(each for each in limits if each != resource.RLIM_INFINITY)))


def limit() -> bool:
    """Limit this process; past that, reading ends in a MemoryError. False where that is refused."""
    return _set(allowed())


def can_limit() -> bool:
    """Whether processes can be limited here; tried by setting what holds already."""
    return not resource or _set(resource.getrlimit(resource.RLIMIT_AS)[0])


def _set(size: int) -> bool:
    if not resource:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):
        return False
    return True
