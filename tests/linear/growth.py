"""Whether work grows no faster than its input, told by processor time, whatever else runs.

A first look at a small size finds the shapes that take longest; only those are tried at larger
sizes, each four times the last, up to a megabyte. Linear work then takes four times as long, and
quadratic work sixteen times.
"""

import gc
import time
from collections.abc import Callable, Iterable

from tests.linear.hostile_texts import Shape

TINY = 28
"""Characters. If time grows exponentially, so many take a while, and twice as many for ever."""
TINY_SECONDS, MOST_TINY_GROWTH = 0.005, 10.0
"""Work that is slow with any text takes longer than this on a busy machine, but not so many times
longer for twice as many characters."""
FIRST_LOOK = 1_000
"""Characters. Quadratic work on so many takes a millisecond, linear work a few hundredths."""
SMALLEST, LARGEST, STEP = 250, 1_024_000, 4
TRIED = 2
"""So many of the slowest shapes are looked at closely."""
MOST_GROWTH = 7.0
"""Less than three for each doubling: two, with room for caches that overflow."""
GROWN_TOO_MUCH = 2
"""So many steps in a row. A cache, or memory that comes in larger pieces, shows in one alone."""
LINEAR_GROWTH, GROWN_LITTLE = 4.5, 2
"""If so many steps in a row grow so little, at most a twentieth of the work is quadratic. Then none
of the next two steps can grow too much."""
QUICK_SECONDS, JUDGED_SECONDS = 0.0002, 0.005
"""What takes less, at one size and at the next, is judged at a larger one: clocks are coarse."""
CERTAIN_SECONDS, TRIES = 0.05, 5
"""What takes less than this, and seems to grow too much, is measured so often again."""
SLOW_SECONDS = 5.0
"""What takes so long is too slow, however it grows."""

PARTS = range(12)
"""Many readers are tried in so many tests, for several processes to share; a test for each of them
would cost as much again."""

Read = Callable[[str], object]


def slowest(read: Read, shapes: Iterable[Shape]) -> list[Shape]:
    """The shapes of different units that take longest at a small size, the slowest first."""
    taken = []
    for shape in shapes:
        if _is_endless(read, shape):
            return [shape]
        taken.append((seconds(read, shape.text(FIRST_LOOK)), shape))
    of_units = dict[tuple[str, str], Shape]()
    for _, shape in sorted(taken, key=lambda pair: -pair[0]):
        of_units.setdefault((shape.before, shape.unit), shape)
    return list(of_units.values())[:TRIED]


def outgrown(read: Read, shapes: Iterable[Shape], largest: int = LARGEST) -> str:
    """How the work outgrows the input of one of these shapes, as a sentence; "" for none."""
    tried = slowest(read, shapes)
    sizes = (largest, *(largest // STEP**2 for _ in tried[1:]))
    found = (_outgrown(read, shape, size) for shape, size in zip(tried, sizes, strict=False))
    return next(filter(None, found), "")


def _outgrown(read: Read, shape: Shape, largest: int) -> str:
    if _is_endless(read, shape):
        return f"{shape} takes more than {TINY_SECONDS} s for {TINY} characters"
    size, before, grown, little = SMALLEST, 0.0, 0, 0
    while size <= largest:
        now = best(read, shape.text(size))
        if now > SLOW_SECONDS:
            return f"{shape} takes {now:.1f} s for {size:,} characters"
        if before > QUICK_SECONDS and now > max(JUDGED_SECONDS, MOST_GROWTH * before):
            # Once more, against what the machine may have been busy with.
            before = best(read, shape.text(size // STEP), _tries(before))
            if now < max(CERTAIN_SECONDS, 2 * MOST_GROWTH * before):
                now = min(now, best(read, shape.text(size), _tries(now)))
        grown = grown + 1 if before > QUICK_SECONDS and now > MOST_GROWTH * before else 0
        if grown == GROWN_TOO_MUCH:
            return f"{shape} takes {before:.3f} s, and {now:.3f} s for {STEP} times as much"
        is_clear = before > QUICK_SECONDS and now > JUDGED_SECONDS
        little = little + 1 if is_clear and now < LINEAR_GROWTH * before else 0
        if little >= GROWN_LITTLE and size * STEP**2 >= largest:
            return ""
        size, before = size * STEP, now
        if size * STEP > largest and not grown and now * STEP**2 < SLOW_SECONDS:
            # The last step costs most, and could be but the first that grows too much.
            return ""
    return ""


def _tries(taken: float) -> int:
    """How often work that took so many seconds is measured again."""
    return TRIES if taken < CERTAIN_SECONDS else 1


def _is_endless(read: Read, shape: Shape) -> bool:
    text, half = shape.text(TINY), shape.text(TINY // 2)
    if seconds(read, text) < TINY_SECONDS:
        return False
    return best(read, text, 3) > max(TINY_SECONDS, MOST_TINY_GROWTH * best(read, half, 3))


def best(read: Read, text: str, tries: int = 1) -> float:
    """The least time that reading takes in some tries."""
    return min(seconds(read, text) for _ in range(tries))


def seconds(read: Read, text: str) -> float:
    """The processor time that this thread takes to read a text."""
    # What the garbage collector does depends on all that other tests have left.
    gc.disable()
    try:
        started = time.thread_time()
        read(text)
        return time.thread_time() - started
    finally:
        gc.enable()
