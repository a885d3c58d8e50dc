"""Telegram: transport, limits, messages, buttons, commands."""
