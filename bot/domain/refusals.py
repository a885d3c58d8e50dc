"""The classes of a panel's refusals (provider-api.md, section 7)."""

from enum import StrEnum


class RefusalReason(StrEnum):
    """Why a panel said no in words; the words themselves differ from panel to panel."""

    AUTH = "auth"  # wrong key
    ACCOUNT = "account"  # our account is suspended
    REQUEST = "request"  # unknown action or a missing parameter
    FUNDS = "funds"  # our balance at the panel is too small
    SERVICE = "service"  # no such service, or disabled
    LINK = "link"
    QUANTITY = "quantity"
    FIELDS = "fields"  # comments, usernames, runs, interval ...
    DUPLICATE = "duplicate"  # an active order with this link exists
    ORDER_ID = "order_id"
    REFILL = "refill"
    CANCEL = "cancel"
    UNKNOWN = "unknown"
