"""Rules of statistics, in plain Python."""
