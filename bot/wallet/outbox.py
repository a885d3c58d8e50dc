"""The kinds of outbox message about wallets, and what their payloads hold."""

from enum import StrEnum


class WalletMessage(StrEnum):
    """What is pushed."""

    ADJUSTED = "wallet_moved"  # an owner has credited or debited: {"transfer_id"}
    LOW = "wallet_low"  # less is left than its chat wants to be told of: {}
