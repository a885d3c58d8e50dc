"""The client: every call of the API, reads repeated with back-off, the others sent once."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    wait_exponential_jitter,
)

from bot.domain.money import Money
from bot.domain.refusals import RefusalReason
from bot.domain.statuses import StatusReport
from bot.provider import actions, reader, service_list
from bot.provider.actions import Action
from bot.provider.balance import read_balance
from bot.provider.call_log import CallLog
from bot.provider.errors import (
    BusyError,
    NoListError,
    ProviderError,
    RefusedError,
    UnclearError,
)
from bot.provider.reader import Placed, RefillReport
from bot.provider.refusal_words import is_busy, is_unsure, reason_of
from bot.provider.service_list import ListReading, ServiceList
from bot.provider.transport import Transport
from bot.provider.values import text_of
from bot.redaction import Redactor, secrets_in_params, secrets_in_url

logger = logging.getLogger(__name__)

BATCH = 100
"""Ids a call; one panel silently drops what is above (provider-api.md, 4.1)."""
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class ProviderOptions:
    """A panel and its peculiarities; the defaults suit the family's origin, PerfectPanel."""

    url: str
    key: str
    send_quantity: str = "auto"
    cancel_param: str = "orders"
    min_interval: float = 0.0
    user_agent: str = ""
    extra_params: Mapping[str, str] = field(default_factory=dict)
    request_id_param: str = ""
    currency: str = ""  # where the panel tells none, or only a symbol

    def secrets(self) -> list[str]:
        """Return what the panel is told, and might tell others."""
        extra = secrets_in_params(self.extra_params)
        return [self.key, *extra, *secrets_in_url(self.url)]


@dataclass(slots=True)
class Capabilities:
    """What a panel supports, learned from its answers; `None` is not known yet."""

    batch_status: bool | None = None
    refill: bool | None = None
    cancel: bool | None = None
    sends_quantity: bool | None = None

    def as_dict(self) -> dict[str, bool | None]:
        """Return what is known, for storing."""
        return asdict(self)

    def learn(self, known: Mapping[str, Any]) -> None:
        """Take over what was stored."""
        for name in self.as_dict():
            if isinstance(known.get(name), bool):
                setattr(self, name, known[name])


class ProviderClient:
    """One panel."""

    def __init__(self, options: ProviderOptions) -> None:
        self.capabilities = Capabilities()
        self.log = CallLog()
        self._options = options
        self._transport = Transport(
            options.url,
            options.key,
            options.user_agent,
            Redactor(options.secrets()),
            options.request_id_param,
        )
        self._pace = asyncio.Lock()
        self._next_call = 0.0

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def services(self, known: str = "") -> ServiceList:
        """Return the catalogue, unread if its digest is `known`: it is the same answer again.

        Raises:
            ProviderError: there is none to be had.
            NoListError: the panel has answered, without a list.
        """
        reading = ListReading(known)
        answer = await self._call(actions.SERVICES, read=reading)
        if reading.digest == known:
            return ServiceList((), skipped=0, digest=known)
        found = service_list.read_services(answer)
        if found is None:
            raise NoListError("the answer holds no list of services")
        return replace(found, digest=reading.digest)

    async def balance(self) -> Money:
        """Return the account's balance."""
        answer = await self._call(actions.BALANCE)
        found = read_balance(answer)
        if found is None:
            raise UnclearError("the answer holds no balance")
        return replace(found, currency=self._options.currency or found.currency)

    async def add(
        self, params: Mapping[str, str], *, quantity_hint: int, request_id: str = ""
    ) -> Placed:
        """Order, and return the accepted order. The request is sent once.

        It is sent a second time only when the panel has said in words that it wants a quantity
        with a type that has none: an explicit refusal proves that nothing was bought.

        Raises:
            ProviderError: refused, busy, not sent, or unclear: then it may have been bought.
        """
        form = {**self._options.extra_params, **params}
        if self._options.request_id_param and request_id:
            form[self._options.request_id_param] = request_id
        hinted = {**form, "quantity": str(quantity_hint)} if "quantity" not in form else form
        mode = self._options.send_quantity
        if mode == "always" or (mode == "auto" and self.capabilities.sends_quantity):
            form = hinted
        try:
            return self._placed(await self._call(actions.ADD, form))
        except RefusedError as error:
            wants = error.reason in {RefusalReason.QUANTITY, RefusalReason.REQUEST}
            if mode != "auto" or form is hinted or not wants or "quantity" in params:
                raise
        placed = self._placed(await self._call(actions.ADD, hinted))
        self.capabilities.sends_quantity = True
        return placed

    def _placed(self, answer: Any) -> Placed:
        placed = reader.read_placed(answer)
        if placed is None:
            raise UnclearError(f"accepted without an order id: {self._shown(answer)}")
        return placed

    async def status(self, order_id: str) -> StatusReport:
        """Return what the panel says of one order."""
        report = reader.read_status(await self._call(actions.STATUS, {"order": order_id}))
        if report is None:
            raise UnclearError("the answer holds no status")
        return report

    async def statuses(self, order_ids: Sequence[str]) -> dict[str, StatusReport | RefusedError]:
        """Return what the panel says of orders, any number; a missing id is no information."""
        ids = sorted(set(order_ids))
        found: dict[str, StatusReport | RefusedError] = {}
        for at in range(0, len(ids), BATCH):
            found |= await self._some_statuses(ids[at : at + BATCH])
        return found

    async def _some_statuses(self, ids: Sequence[str]) -> dict[str, StatusReport | RefusedError]:
        if len(ids) == 1 or self.capabilities.batch_status is False:
            return await self._single_statuses(ids)
        try:
            answer = await self._call(actions.STATUS, {"orders": ",".join(ids)})
        except RefusedError as error:
            # A panel that does not know batches says the same as of an unknown order.
            if error.reason not in {RefusalReason.ORDER_ID, RefusalReason.REQUEST}:
                raise
            found = None
        else:
            found = reader.read_statuses(answer, ids)
        if found is None:
            singles = await self._single_statuses(ids)
            if any(isinstance(said, StatusReport) for said in singles.values()):
                self.capabilities.batch_status = False
            return singles
        self.capabilities.batch_status = True
        return found

    async def _single_statuses(self, ids: Sequence[str]) -> dict[str, StatusReport | RefusedError]:
        found: dict[str, StatusReport | RefusedError] = {}
        for order_id in ids:
            try:
                found[order_id] = await self.status(order_id)
            except RefusedError as error:
                if error.reason in {RefusalReason.AUTH, RefusalReason.ACCOUNT}:
                    raise
                found[order_id] = error
        return found

    async def refill(self, order_id: str) -> str | None:
        """Ask for a refill, once; return its id, `None` where the panel names none."""
        try:
            answer = await self._call(actions.REFILL, {"order": order_id})
        except RefusedError as error:
            if error.reason is RefusalReason.REQUEST and self.capabilities.refill is None:
                self.capabilities.refill = False
            raise
        words = reader.refill_refusal(answer)
        if words is not None:
            raise RefusedError(reason_of(words), words)
        self.capabilities.refill = True
        return reader.read_refill_id(answer)

    async def refills(self, order_ids: Sequence[str]) -> dict[str, str | RefusedError | None]:
        """Ask for refills of at most 100 orders, once; an id that is missing has no answer."""
        answer = await self._call(actions.REFILL, {"orders": ",".join(order_ids)})
        found = reader.read_items(answer, "order", "refill")
        return {
            order_id: said if isinstance(said, RefusedError) else text_of(said) or None
            for order_id, said in found.items()
        }

    async def refill_status(self, refill_id: str) -> RefillReport:
        """Return how a refill stands."""
        answer = await self._call(actions.REFILL_STATUS, {"refill": refill_id})
        report = reader.read_refill_report(answer)
        if report is None:
            raise UnclearError("the answer holds no refill status")
        return report

    async def refill_statuses(
        self, refill_ids: Sequence[str]
    ) -> dict[str, RefillReport | RefusedError]:
        """Return how at most 100 refills stand; a missing id is no information."""
        answer = await self._call(actions.REFILL_STATUS, {"refills": ",".join(refill_ids)})
        found: dict[str, RefillReport | RefusedError] = {}
        for refill_id, said in reader.read_items(answer, "refill", "status").items():
            report = reader.read_refill_report({"status": said})
            if isinstance(said, RefusedError):
                found[refill_id] = said
            elif report is not None:
                found[refill_id] = report
        return found

    async def cancel(self, order_ids: Sequence[str]) -> dict[str, RefusedError | None]:
        """Ask for cancellations, once; `None` is 'request accepted', a missing id no answer."""
        if self._options.cancel_param == "order":
            return {order_id: await self._cancel_one(order_id) for order_id in order_ids}
        answer = await self._call(actions.CANCEL, {"orders": ",".join(order_ids)})
        found = reader.read_items(answer, "order", "cancel")
        if not found and isinstance(answer, dict) and len(order_ids) == 1:
            return {order_ids[0]: None}
        return {
            order_id: said if isinstance(said, RefusedError) else None
            for order_id, said in found.items()
        }

    async def _cancel_one(self, order_id: str) -> RefusedError | None:
        try:
            await self._call(actions.CANCEL, {"order": order_id})
        except RefusedError as error:
            return error
        return None

    async def probe(self) -> None:
        """Learn which calls the panel supports, with ids that no order has: nothing is ordered."""
        self.capabilities.learn(
            {
                "refill": await self._knows(actions.REFILL_STATUS, {"refill": "0"}),
                "batch_status": await self._knows(actions.STATUS, {"orders": "0,1"}),
            }
        )

    async def _knows(self, action: Action, params: Mapping[str, str]) -> bool | None:
        try:
            await self._call(action, params)
        except RefusedError as error:
            return error.reason is not RefusalReason.REQUEST
        except ProviderError:
            return None
        return True

    async def _call(
        self,
        action: Action,
        params: Mapping[str, str] | None = None,
        *,
        read: Callable[[bytes], Any] = reader.read_json,
    ) -> Any:
        async for attempt in AsyncRetrying(
            retry=lambda state: _repeats(action, state), wait=_wait, reraise=True
        ):
            with attempt:
                return await self._once(action, params or {}, read)
        raise AssertionError("a retry loop ends by returning or raising")

    async def _once(
        self, action: Action, params: Mapping[str, str], read: Callable[[bytes], Any]
    ) -> Any:
        await self._take_turn()
        began = time.monotonic()
        outcome, failure = "ok", ""
        try:
            code, answer = await self._transport.post(action, params, read)
            self._raise_failure(action, code, answer)
        except ProviderError as error:
            outcome = type(error).__name__
            # What the panel refuses in words it has answered.
            failure = "" if isinstance(error, RefusedError) else error.text
            raise
        finally:
            ms = round((time.monotonic() - began) * 1000)
            self.log.note(ms, failure)
            logger.debug(
                "provider_call", extra={"action": action.name, "outcome": outcome, "ms": ms}
            )
        return answer

    async def _take_turn(self) -> None:
        """Keep the pause between two calls that the operator has set."""
        if self._options.min_interval <= 0:
            return
        async with self._pace:
            wait = self._next_call - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            self._next_call = time.monotonic() + self._options.min_interval

    def _raise_failure(self, action: Action, code: int, answer: Any) -> None:
        words = reader.failure_text(answer, is_status=action is actions.STATUS)
        if words is None:
            if code >= _SERVER_ERROR:
                raise UnclearError(f"HTTP {code}: {self._shown(answer)}")
            if answer is None:
                raise UnclearError(f"HTTP {code}: null")
            return
        if is_busy(words):
            raise BusyError(words)
        if not action.is_read and (code >= _SERVER_ERROR or is_unsure(words)):
            raise UnclearError(f"HTTP {code}: {words}")
        raise RefusedError(reason_of(words), words)

    def _shown(self, answer: Any) -> str:
        return self._transport.scrub(repr(answer).encode())


def _repeats(action: Action, state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return isinstance(error, ProviderError) and actions.may_repeat(
        action, error, state.attempt_number
    )


_backoff = wait_exponential_jitter(multiplier=0.5, max=8.0, jitter=0.5)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, BusyError) else None
    return max(_backoff(state), asked or 0.0)
