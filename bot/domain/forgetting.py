"""People who want to be forgotten: what stands for them in what stays."""

from datetime import timedelta

NOBODY = -(2**52)
"""Ids of Telegram have at most 52 bits: from here on down a number is nobody's."""

LIMITS_LOOK_BACK = timedelta(days=32)
"""So long an order keeps its private chat: limits on a month's spending would start anew."""


def stand_in(number: int) -> int:
    """Return what stands for the person who was forgotten as this number, from 1."""
    return NOBODY - number
