"""Bytes in, articles out, in a process that can be killed."""
