"""The flows: the only places that put I/O in order. `app` starts them, `cli` calls them."""
