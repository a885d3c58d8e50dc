"""Refills in words: what is promised, and why one cannot be asked for now."""

from datetime import timedelta

from markupsafe import Markup

from bot.catalogue.rules.services import Flag
from bot.core.errors import N_
from bot.core.i18n import MINUTES_A_DAY, Translator
from bot.orders.rules.states import ENDED, OrderState
from bot.panel.rules.refusals import word_to_show
from bot.panel.rules.statuses import LONGEST_WORD, RefillState, refill_state
from bot.refills.rules.refills import (
    REFILLABLE,
    RefillDecision,
    RefillKind,
    RefillPromise,
    RefillReason,
    RefillTerms,
)

PROMISE_LABELS: dict[RefillKind, str] = {
    RefillKind.NONE: N_("not included"),
    RefillKind.DAYS: N_("for {days}"),
    RefillKind.LIFETIME: N_("lifetime"),
    RefillKind.UNSAID: N_("yes, duration not stated"),
    RefillKind.UNKNOWN: N_("not stated"),
}
REASON_LABELS: dict[RefillReason, str] = {
    RefillReason.OK: N_("You can request a refill."),
    RefillReason.NOT_ENDED: N_("Only a delivered order can be refilled."),
    RefillReason.TOO_EARLY: N_("You can request a refill after {at}."),
    RefillReason.OVER: N_("The refill period ended on {at}."),
    RefillReason.RUNNING: N_("A refill of this order is already in progress."),
    RefillReason.COOLDOWN: N_("The last request was not granted. Try again after {at}."),
    RefillReason.DISABLED_BY_PANEL: N_("The panel takes no refill requests for this service."),
    RefillReason.NO_REFILL: N_("This service comes without refills."),
}
STATE_LABELS: dict[RefillState, str] = {
    RefillState.QUEUED: N_("waiting to be sent"),
    RefillState.REQUESTING: N_("being sent"),
    RefillState.UNKNOWN: N_("no clear answer from the panel"),
    RefillState.REFUSED: N_("refused by the panel"),
    RefillState.PENDING: N_("accepted"),
    RefillState.IN_PROGRESS: N_("in progress"),
    RefillState.COMPLETED: N_("completed"),
    RefillState.REJECTED: N_("rejected"),
    RefillState.CANCELED: N_("canceled"),
}
DAY = timedelta(days=1)
_RUNNING = frozenset({RefillState.PENDING, RefillState.IN_PROGRESS})
_UNDELIVERED = ENDED - REFILLABLE
# A card says these in other ways: by its button, by its state, by the promise.
_PLAIN_TO_SEE = frozenset({RefillReason.OK, RefillReason.NOT_ENDED, RefillReason.NO_REFILL})


def of_service(t: Translator, promise: RefillPromise, *, disabled: bool) -> Markup:
    """Say what is promised for a service.

    Args:
        disabled: it is known that no request is taken, whatever the flag says.
    """
    said = _promise(t, promise)
    if promise.is_made and (disabled or promise.by_button is Flag.NO):
        return t("♻️ Refill: {promise} · automatic", promise=said)
    return t("♻️ Refill: {promise}", promise=said)


def of_order(t: Translator, state: OrderState, terms: RefillTerms) -> list[Markup]:
    """Say what was promised for an order, what is left of it, and what to wait for."""
    if state in _UNDELIVERED:
        return []
    promise, decision = _promise(t, terms.promise), terms.decision
    said = [t("♻️ Refill: {promise}", promise=promise)]
    if decision.left is not None:
        left = _left(t, decision.left)
        said = [t("♻️ Refill: {promise} · {left} left", promise=promise, left=left)]
    if decision.reason not in _PLAIN_TO_SEE:
        said.append(Markup("{}").format(reason(t, decision)))
    if terms.last is not None:
        said.append(t("Last refill: {state}", state=t.plain(STATE_LABELS[terms.last])))
        word = word_to_show(terms.words)
        if terms.last in _RUNNING and word and refill_state(word) is None:
            said.append(t("The panel says: {words}", words=word[:LONGEST_WORD]))
    return said


def reason(t: Translator, decision: RefillDecision) -> str:
    """Say why a refill can be asked for now, or cannot, and from when."""
    at = t.datetime(decision.at) if decision.at else ""
    return t.plain(REASON_LABELS[decision.reason], at=at)


def _promise(t: Translator, promise: RefillPromise) -> str:
    days = _days(t, promise.days) if promise.days else ""
    return t.plain(PROMISE_LABELS[promise.kind], days=days)


def _left(t: Translator, left: timedelta) -> str:
    return t.age(left) if left < DAY else _days(t, round(left / DAY))


def _days(t: Translator, count: int) -> str:
    return t.duration(count * MINUTES_A_DAY)
