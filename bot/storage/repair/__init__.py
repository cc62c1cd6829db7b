"""Copies all readable rows of a damaged database into a new file. Used by `pipelines.repair`."""
