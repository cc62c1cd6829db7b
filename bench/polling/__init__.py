"""Polling measured: from bytes to stored and indexed, and a thousand feeds with nothing new."""
