"""Rules of the catalogue, in plain Python."""
