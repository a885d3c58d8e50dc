"""The classes of a panel's refusals (docs/panel-api.md, 8), and what follows from them."""

import re
from datetime import timedelta
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why a panel said no in words; the words themselves differ from panel to panel."""

    AUTH = "auth"  # wrong key
    ACCOUNT = "account"  # our account is suspended, or may not order
    REQUEST = "request"  # unknown action or a missing parameter
    FUNDS = "funds"  # our balance at the panel is too small
    SERVICE = "service"  # no such service, or disabled, for good or for a while
    LINK = "link"  # the target: not found, private, suspended, with too few posts ...
    QUANTITY = "quantity"
    FIELDS = "fields"  # comments, usernames, runs, interval ...
    DUPLICATE = "duplicate"  # an active order with this link exists
    ORDER_ID = "order_id"
    REFILL = "refill"
    CANCEL = "cancel"
    BUSY = "busy"  # not in words of its own: it was busy, or out of reach, time and again
    UNKNOWN = "unknown"


OURS = frozenset({RefusalReason.AUTH, RefusalReason.ACCOUNT, RefusalReason.FUNDS})
"""The operator's own business with the panel: an order waits, and who ordered is not told why."""
TRIES = 12
"""So often, within some hours, an order is sent that is refused for no fault of its own."""
SERVICE_TRIES = 4
"""So often in a row a service is tried that is refused for now; its orders wait meanwhile."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
_TELLING = (
    frozenset(RefusalReason)
    - OURS
    - {
        RefusalReason.REQUEST,
        RefusalReason.BUSY,
        RefusalReason.UNKNOWN,
    }
)
_OF_THE_OPERATOR = re.compile(
    r"\b(?:your account|api|keys?|balance|funds?|credits?|unauthori[sz]ed|bakiye\w*|anahtar\w*"
    r"|saldo|fondos|fundos|clave|chave|dana|số dư)\b|баланс|средств|ключ|رصيد|مفتاح|बैलेंस|कुंजी",
    re.IGNORECASE,
)


def words_to_show(reason: RefusalReason, words: str) -> str:
    """Return the panel's words as who ordered may read them: none of the operator's business."""
    return word_to_show(words) if reason in _TELLING else ""


def word_to_show(word: str) -> str:
    """Return a word for a state as who ordered may read it; such words are of the panel's own."""
    return "" if _OF_THE_OPERATOR.search(word) else word


def service_pause(refusals: int) -> timedelta:
    """Return how long the orders of a service wait that was refused so often in a row."""
    doubled = min(max(refusals - 1, 0), 10)
    return min(_FIRST_PAUSE * (1 << doubled), _LONGEST_PAUSE)
