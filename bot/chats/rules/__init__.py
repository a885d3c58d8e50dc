"""Rules of settings and of forgetting, in plain Python."""
