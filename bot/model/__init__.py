"""The project's terms (feed, article, post, …) as frozen structs."""
