"""Reads fetched documents and returns their articles, in a process that can be killed."""
