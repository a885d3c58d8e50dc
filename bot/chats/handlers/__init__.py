"""Greeting, settings, lists, groups and privacy in Telegram."""
