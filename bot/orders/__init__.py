"""Orders: the form, the log, and their way to the panel."""
