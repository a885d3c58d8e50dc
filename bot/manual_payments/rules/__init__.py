"""Rules of paying in by hand, in plain Python."""
