"""Subscriptions of channels: the services that change them, the rules for kinds of channels."""
