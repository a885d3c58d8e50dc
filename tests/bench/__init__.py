"""Metrics, as ratios in one run: `make bench`, or `python -m tests.bench flow pushes`."""
