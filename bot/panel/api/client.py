"""The client: what the bot asks of a panel, and what it learns of its peculiarities."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from bot.core.money import Money
from bot.core.redaction import Redactor, secrets_in_params, secrets_in_url
from bot.panel.api import actions, reader, service_list
from bot.panel.api.actions import Action
from bot.panel.api.answer_words import requires_quantity
from bot.panel.api.answers import Found
from bot.panel.api.batches import decided, ended_by_position, is_same, numeric, raise_if_nobody
from bot.panel.api.call_log import CallLog
from bot.panel.api.calls import Calls
from bot.panel.api.errors import NoListError, PanelError, RefusedError
from bot.panel.api.reader import Placed, RefillReport
from bot.panel.api.service_list import ListReading, ServiceList
from bot.panel.api.transport import Transport
from bot.panel.api.verdict import ABOUT_US, refusal
from bot.panel.rules.refusals import RefusalReason
from bot.panel.rules.statuses import StatusReport

BATCH = 100
"""Ids a call; one panel silently drops what is above (docs/panel-api.md, 5.1)."""
FAILURES_IN_A_ROW = 3
"""Orders in a row about which a panel gives no answer, before it is left alone."""
Report = TypeVar("Report")


@dataclass(frozen=True, slots=True)
class PanelOptions:
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


class PanelClient:
    """One panel."""

    def __init__(self, options: PanelOptions) -> None:
        self.capabilities = Capabilities()
        self._options = options
        self._calls = Calls(
            Transport(
                options.url,
                options.key,
                options.user_agent,
                Redactor(options.secrets()),
                options.request_id_param,
            ),
            options.min_interval,
        )

    @property
    def log(self) -> CallLog:
        """Return how the latest calls went."""
        return self._calls.log

    def stop_reading(self) -> None:
        """Cancel the tasks that only ask the panel something, from now on; what spends goes on.

        A panel may take minutes to answer, and whoever asked asks again at the next start.
        """
        self._calls.stop_reading()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._calls.aclose()

    async def services(self, known: str = "") -> ServiceList:
        """Return the catalogue, unread if its digest is `known`: it is the same answer again.

        Raises:
            PanelError: there is none to be had.
            NoListError: the panel has answered, without a list.
        """
        reading = ListReading(known)
        answer = await self._calls.of_one(actions.SERVICES, read=reading)
        if reading.digest == known:
            return ServiceList((), skipped=0, digest=known)
        found = service_list.read_services(answer.part["services"])
        if found is None:
            raise NoListError("the answer holds no list of services")
        return replace(found, digest=reading.digest)

    async def balance(self) -> Money:
        """Return the account's balance."""
        found: Money = (await self._calls.of_one(actions.BALANCE)).part["money"]
        return replace(found, currency=self._options.currency or found.currency)

    async def add(
        self, params: Mapping[str, str], *, quantity_hint: int, request_id: str = ""
    ) -> Placed:
        """Order, and return the accepted order. The request is sent once.

        It is sent a second time only when the panel has refused it in words for want of a
        quantity, with a type that has none: an explicit refusal proves that nothing was bought.

        Raises:
            PanelError: refused, busy, not sent, or unclear: then it may have been bought.
        """
        form = {**self._options.extra_params, **params}
        if self._options.request_id_param and request_id:
            form[self._options.request_id_param] = request_id
        hinted = {**form, "quantity": str(quantity_hint)} if "quantity" not in form else form
        mode = self._options.send_quantity
        if mode == "always" or (mode == "auto" and self.capabilities.sends_quantity):
            form = hinted
        try:
            return reader.placed_of(await self._calls.of_one(actions.ADD, form))
        except RefusedError as error:
            if mode != "auto" or form is hinted or not requires_quantity(error.text):
                raise
        placed = reader.placed_of(await self._calls.of_one(actions.ADD, hinted))
        self.capabilities.sends_quantity = True
        return placed

    async def status(self, order_id: str) -> StatusReport:
        """Return what the panel says of one order."""
        return reader.status_of(
            await self._calls.of_one(actions.STATUS, {"order": order_id}, order_id)
        )

    async def statuses(self, order_ids: Sequence[str]) -> dict[str, StatusReport | RefusedError]:
        """Return what the panel says of orders, any number; a missing id is no information."""
        ids = sorted(set(order_ids), key=numeric)
        found: dict[str, StatusReport | RefusedError] = {}
        for at in range(0, len(ids), BATCH):
            found |= await self._some_statuses(ids[at : at + BATCH])
        return found

    async def _some_statuses(self, ids: Sequence[str]) -> dict[str, StatusReport | RefusedError]:
        if len(ids) == 1 or self.capabilities.batch_status is False:
            return await self._each(ids, self.status)
        said = await self._calls.of_each(actions.STATUS, "orders", ids)
        if said:
            found = decided(said, reader.status_of)
            unsure = ended_by_position(said, found)
            alone = await self._alone(unsure)
            if all(is_same(found[number], it) for number, it in alone.items()):
                self.capabilities.batch_status = True
                sure = {number: it for number, it in found.items() if number not in unsure}
                return sure | alone
        singles = await self._each(ids, self.status)
        if any(isinstance(said, StatusReport) for said in singles.values()):
            self.capabilities.batch_status = False
        return singles

    async def _alone(self, numbers: Sequence[str]) -> dict[str, StatusReport | RefusedError]:
        """Ask about orders of which a list has told by their place only; no answer is none."""
        try:
            return await self._each(numbers, self.status)
        except PanelError:
            return {}

    async def _each(
        self, numbers: Sequence[str], ask: Callable[[str], Awaitable[Report]]
    ) -> dict[str, Report | RefusedError]:
        """Ask about each alone; what brings no answer is left out, unless none brings any.

        Raises:
            PanelError: the panel answers nobody.
        """
        found: dict[str, Report | RefusedError] = {}
        failures = 0
        for number in numbers:
            try:
                found[number], failures = await ask(number), 0
            except RefusedError as error:
                if error.reason in ABOUT_US:
                    raise
                found[number] = error
            except PanelError:
                failures += 1
                if failures == len(numbers) or failures == FAILURES_IN_A_ROW:
                    raise
        raise_if_nobody(found)
        return found

    async def refill(self, order_id: str) -> str | None:
        """Ask for a refill, once; return its id, `None` where the panel names none."""
        try:
            found = await self._calls.of_one(actions.REFILL, {"order": order_id}, order_id)
        except RefusedError as error:
            if error.reason is RefusalReason.REQUEST and self.capabilities.refill is None:
                self.capabilities.refill = False
            raise
        self.capabilities.refill = True
        return found.number

    async def refills(self, order_ids: Sequence[str]) -> dict[str, str | PanelError | None]:
        """Ask for refills of at most 100 orders, once; an id that is missing has no answer."""
        said = await self._calls.of_each(actions.REFILL, "orders", order_ids)
        return {key: it.number if isinstance(it, Found) else it for key, it in said.items()}

    async def refill_status(self, refill_id: str) -> RefillReport:
        """Return how a refill stands."""
        found = await self._calls.of_one(actions.REFILL_STATUS, {"refill": refill_id}, refill_id)
        return reader.refill_of(found)

    async def refill_statuses(
        self, refill_ids: Sequence[str]
    ) -> dict[str, RefillReport | RefusedError]:
        """Return how at most 100 refills stand; a missing id is no information."""
        ids = sorted(set(refill_ids), key=numeric)
        said = await self._calls.of_each(actions.REFILL_STATUS, "refills", ids)
        return decided(said, reader.refill_of) or await self._each(ids, self.refill_status)

    async def cancel(self, order_ids: Sequence[str]) -> dict[str, PanelError | None]:
        """Ask for cancellations, once; `None` is 'request accepted', a missing id no answer."""
        if self._options.cancel_param == "order" or len(order_ids) == 1:
            return {order_id: await self._cancel_one(order_id) for order_id in order_ids}
        said = await self._calls.of_each(actions.CANCEL, "orders", order_ids)
        return {key: None if isinstance(it, Found) else it for key, it in said.items()}

    async def _cancel_one(self, order_id: str) -> PanelError | None:
        try:
            await self._calls.of_one(
                actions.CANCEL, {self._options.cancel_param: order_id}, order_id
            )
        except PanelError as error:
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
            await self._calls.decided(action, params, lambda answer: refusal(action, answer))
        except RefusedError as error:
            return error.reason is not RefusalReason.REQUEST
        except PanelError:
            return None
        return True
