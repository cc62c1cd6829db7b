"""What gets delivered where, when it is tried again, and what the pipelines ask of a messenger."""
