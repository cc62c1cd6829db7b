"""The longest hold of the event loop while members ask, over the worst texts that can be stored."""
