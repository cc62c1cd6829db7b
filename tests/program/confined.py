"""The program if no file may grow past a size: SQLite's writes fail, as on a full disk.

The limit is that of the variable FILE_SIZE; another process can lift it while this one runs.
"""

import atexit
import os
import resource

from bot.cli import main

if __name__ == "__main__":
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ.pop("FILE_SIZE")), hard))
    # The measuring of coverage writes its file after the program's end.
    atexit.register(resource.setrlimit, resource.RLIMIT_FSIZE, (hard, hard))
    main()
