"""Which feeds there are: the operator's choices over the shipped list, and feeds of pages."""
