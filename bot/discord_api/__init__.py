"""All that talks to Discord: the connection to its gateway, and how it is kept."""
