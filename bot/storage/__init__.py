"""All SQL, one file per aggregate. These files never commit: `Database.transaction` does."""
