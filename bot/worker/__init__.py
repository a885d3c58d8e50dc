"""Loops over due rows: submitter, tracker, notifier, catalogue sync."""
