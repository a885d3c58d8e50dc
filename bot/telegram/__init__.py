"""The front end: everything that speaks Telegram."""

import os

# Durations as timedelta, as PTB's next version has them; without it every access warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")
