"""The form, the log, cards and questions about orders."""
