"""Rules of paying in, in plain Python."""
