"""What can still be read of a damaged database, moved into a new file. For `pipelines.repair`."""
