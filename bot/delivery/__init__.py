"""Decides which article goes where and what a failure leads to; defines the messenger protocol."""
