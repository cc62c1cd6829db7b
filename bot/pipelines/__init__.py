"""The flows: the only modules that put I/O in order. `lifecycle` starts them, `cli` calls them."""
