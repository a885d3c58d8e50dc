"""Telegram: transport, limits, messages, buttons, commands."""

import os

# Durations as timedelta, as PTB's next version has them; without it every access warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
