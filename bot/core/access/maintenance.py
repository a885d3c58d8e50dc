"""Maintenance: ordering is closed to all but owners."""

from bot.core.errors import N_

MAINTENANCE = N_("🚧 Ordering is closed for a short while. Orders already placed go on.")
"""What people are told unless owners have written a text of their own."""
