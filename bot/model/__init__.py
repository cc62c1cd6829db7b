"""The project's terms (feed, article, post, …) as frozen dataclasses, a file per term."""
