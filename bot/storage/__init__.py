"""All SQL, one file per aggregate. Aggregates never commit: `Database.transaction` does."""
