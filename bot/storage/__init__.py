"""All SQL, a file per aggregate. Nothing in here commits: pipelines own the transaction."""
