"""What the garbage collector need not look at. Called by `app` once all parts are built."""

import gc


def keep_for_good() -> None:
    """Spare the garbage collector what stands now, knowledge and libraries: it never goes.

    Looking through it again and again took an eighth of the time of announcing (measured).
    """
    gc.collect()
    gc.freeze()
