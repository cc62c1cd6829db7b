"""All that talks to Discord: login, gateway, messages, notices, and what its events change."""
