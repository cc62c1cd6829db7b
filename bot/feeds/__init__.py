"""Asks feeds: HTTP, schedule, moved addresses, health, robots.txt, and turns at hosts."""
