"""Understands members' queries and answers them from the index."""
