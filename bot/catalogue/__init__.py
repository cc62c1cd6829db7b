"""Keeps the list of feeds: the shipped catalogue with the operator's choices; finds new feeds."""
