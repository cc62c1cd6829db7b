"""Everything that talks to Discord: login, gateway, rate limits, messages, notices and events."""
