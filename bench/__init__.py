"""The benchmarks, each beside a reference in the same run. `python -m bench` runs it."""
