"""The panels' refusals, sorted into classes (provider-api.md, section 7)."""

import re

from bot.domain.refusals import RefusalReason as Reason

# Order matters: an active order's text names 'order' and 'link', a key's text 'service' or not.
_PATTERNS: tuple[tuple[Reason, str], ...] = (
    (
        Reason.DUPLICATE,
        r"active order with this link|link_duplicate|already in progress|duplicate",
    ),
    (Reason.DUPLICATE, r"too_many_orders|same link"),
    (Reason.AUTH, r"api[ _]?key|api is disable|unauthorized|user not found"),
    (Reason.ACCOUNT, r"account (is |has been )?(inactive|suspended|banned)|account_banned"),
    (Reason.FUNDS, r"not enough funds|not_enough_funds|insufficient|sufficient balance"),
    (Reason.REFILL, r"refill"),
    (Reason.CANCEL, r"cancel"),
    (Reason.FIELDS, r"comment|username|hashtag|delay|runs|interval|drip|media|answer|keyword"),
    (Reason.FIELDS, r"min cannot be higher|groups|expiry|country|device"),
    (Reason.ORDER_ID, r"order[ _]id|no order|incorrect_order|order not found|missing order"),
    (Reason.REQUEST, r"incorrect service type|incorrect request|action is invalid|invalid action"),
    (Reason.REQUEST, r"missing required|request not found|unknown action"),
    (Reason.QUANTITY, r"quantity|minimal|maximum amount|minimum amount"),
    (Reason.LINK, r"\blink\b|neworder\.error\.link|invalid_link|link_not_found|\burl\b"),
    (Reason.SERVICE, r"service|package"),
)
_COMPILED = tuple((reason, re.compile(pattern)) for reason, pattern in _PATTERNS)
_BUSY = re.compile(
    r"rate limit|too many (requests|failed)|maintenance|processing another transaction|temporarily"
)
_UNSURE = re.compile(
    r"error processing your request|something went wrong|try again later|internal server error"
)


def reason_of(text: str) -> Reason:
    """Return the class of a refusal; texts are localised, so an unheard-of one is normal."""
    lower = text.lower()
    for reason, pattern in _COMPILED:
        if pattern.search(lower):
            return reason
    return Reason.UNKNOWN


def is_busy(text: str) -> bool:
    """Tell whether the panel asks for patience."""
    return _BUSY.search(text.lower()) is not None


def is_unsure(text: str) -> bool:
    """Tell whether the panel reports a breakdown of its own rather than a decision.

    For `add` that is no statement that nothing was bought: one script charges first and reports
    its supplier's failure with such words (provider-api.md, 3.1).
    """
    return _UNSURE.search(text.lower()) is not None
