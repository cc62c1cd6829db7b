"""What is measured, beside what it is measured against. `python -m bench` runs it."""
