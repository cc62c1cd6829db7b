"""Version 19: the kinds of study that a subscription asks for.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = ("ALTER TABLE subscriptions ADD COLUMN studies TEXT NOT NULL DEFAULT 'any'",)
