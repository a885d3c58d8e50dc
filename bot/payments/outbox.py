"""The kinds of outbox message about payments, and what their payloads hold."""

from enum import StrEnum


class PaymentMessage(StrEnum):
    """What is pushed."""

    RECEIVED = "payment_received"  # to the wallet's chat: {"payment_id"}
    GIVEN_BACK = "payment_given_back"  # the same
    TAKEN_BACK = "payment_taken_back"  # the same


TOP_UP_MESSAGE = "top_up"
"""The view of a top-up's message: {"view", "top_up_id"}."""
