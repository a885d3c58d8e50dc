"""What each action of the API does in the sandbox panel."""

import itertools
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from bot.sandbox.panel.dialects import Dialect
from bot.sandbox.panel.fields import PanelRefusal, charge_of, quantity_of, require, runs_of
from bot.sandbox.panel.orders import (
    PanelClock,
    PanelOrder,
    deliver,
    draw_outcome,
    due_parts,
    settlement,
)
from bot.sandbox.panel.refills import Refills

Params = dict[str, str]
_CANCELABLE = frozenset({"Pending", "In progress", "Active"})


class Shop:
    """The panel behind its API: services, orders, refills and one account."""

    def __init__(
        self,
        services: list[dict[str, Any]],
        *,
        dialect: Dialect,
        clock: PanelClock,
        balance: Decimal,
        currency: str,
        draw: random.Random | None,
        refill_wait: float,
        first_number: int,
    ) -> None:
        self.services = services
        self.dialect = dialect
        self.clock = clock
        self.balance = balance
        self.orders: dict[str, PanelOrder] = {}
        self.children: dict[str, PanelOrder] = {}
        self.currency = dialect.currency or currency
        self._draw = draw
        self._refills = Refills(clock, refill_wait)
        self._numbers = itertools.count(first_number)
        self._actions: dict[str, Callable[[Params], Any]] = {
            "services": lambda _: dialect.catalogue(self.services),
            "balance": self._balance,
            "add": self._add,
            "status": self._status,
            "refill": self._refill,
            "refill_status": self._refill_status,
            "cancel": self._cancel,
        }

    def call(self, action: str, params: Params) -> Any:
        """Do an action, and return its answer.

        Raises:
            PanelRefusal: with the panel's words.
        """
        if action not in self.dialect.actions or action not in self._actions:
            raise PanelRefusal("This action is Invalid")
        return self._actions[action](params)

    def finish(self, order_id: str, status: str, remains: int) -> None:
        """End an order now."""
        order = self.orders[order_id]
        order.status, order.remains = status, remains
        self._settle(order)

    def find(self, order_id: str) -> PanelOrder | None:
        """Return an order as it is now."""
        order = self.orders.get(order_id) or self.children.get(order_id)
        if order is None:
            return None
        now = self.clock.now()
        deliver(order, now)
        for number in due_parts(order, now):
            if order.is_subscription:
                self._add_post(order, number)
            else:
                self._add_run(order)
        self._settle(order)
        return order

    def _known(self, order_id: str) -> PanelOrder:
        order = self.find(order_id)
        if order is None:
            raise PanelRefusal("Incorrect order ID")
        return order

    def _settle(self, order: PanelOrder) -> None:
        if order.is_final and order.settled is None:
            order.settled = settlement(order)
            order.ended_at = min(self.clock.now(), order.placed_at + order.duration)
            self.balance += order.charge - order.settled

    def _balance(self, params: Params) -> dict[str, Any]:
        del params
        return {"balance": f"{self.balance:.5f}", "currency": self.currency}

    def _add(self, params: Params) -> dict[str, Any]:
        if self.dialect.requires_request_id and not params.get("request_id"):
            raise PanelRefusal("Missing required parameter: request_id")
        service = self._service(params.get("service", ""))
        if self.dialect.requires_quantity and not params.get("quantity"):
            raise PanelRefusal("Quantity is required")
        require(service, params)
        for order in self.orders.values() if self.dialect.repeats else ():
            if order.params == params:
                return self._accepted(order)
        total = quantity_of(service, params) * runs_of(service, params)
        self._refuse_second_order(service, params.get("link"))
        charge = charge_of(service, total)
        if charge > self.balance:
            raise PanelRefusal("Not enough funds on balance")
        if str(service["type"]) == "Subscriptions":
            charge = Decimal(0)  # each post is paid for when it appears
        self.balance -= charge
        order = self._new_order(service, params, total, charge)
        self.orders[order.id] = order
        if self._draw is not None:
            draw_outcome(order, self._draw)
        return self._accepted(order)

    def _new_order(
        self, service: dict[str, Any], params: Params, quantity: int, charge: Decimal
    ) -> PanelOrder:
        number = self.dialect.order_number(next(self._numbers))
        now = self.clock.now()
        return PanelOrder(
            number, dict(service), dict(params), quantity, charge, now, remains=quantity
        )

    def _add_run(self, order: PanelOrder) -> None:
        params = {name: said for name, said in order.params.items() if name != "runs"}
        quantity = order.quantity // order.runs
        child = self._new_order(order.service, params, quantity, order.charge / order.runs)
        child.settled = child.charge  # its parent has paid
        self.children[child.id] = child
        order.children.append(child.id)

    def _add_post(self, order: PanelOrder, number: int) -> None:
        """Order for a new post: it is paid for when it appears."""
        least, most = int(order.params["min"]), int(order.params["max"])
        quantity = least + (most - least) * number // max(order.parts - 1, 1)
        link = f"https://www.instagram.com/p/{order.params['username']}{number}/"
        charge = charge_of(order.service, quantity)
        child = self._new_order(
            {**order.service, "type": "Default"}, {"link": link}, quantity, charge
        )
        self.balance -= charge
        self.children[child.id] = child
        order.children.append(child.id)

    def _accepted(self, order: PanelOrder) -> dict[str, Any]:
        shown = self.dialect.shown_id(order.id)
        if self.dialect.add == "success":
            return {"status": "success", "order": shown}
        if self.dialect.add == "charge":
            return {"order": shown, "charge": float(order.charge), "currency": self.currency}
        return {"order": shown}

    def _service(self, number: str) -> dict[str, Any]:
        number = number.removeprefix("SUB-")
        for service in self.services:
            if str(service["service"]) == number:
                return service
        raise PanelRefusal("Incorrect service ID")

    def _refuse_second_order(self, service: dict[str, Any], link: str | None) -> None:
        if not link:
            return
        for order in list(self.orders.values()):
            same = order.params.get("link") == link
            if same and order.service["service"] == service["service"]:
                current = self.find(order.id)
                if current is not None and not current.is_final:
                    raise PanelRefusal(
                        "You have active order with this link. "
                        "Please wait until order being completed."
                    )

    def _status(self, params: Params) -> Any:
        if "orders" not in params or self.dialect.batch == "unsupported":
            return self._report(params.get("order", ""))
        ids = params["orders"].split(",")[: self.dialect.batch_limit]
        if self.dialect.batch == "object":
            return {order_id: self._report_or_error(order_id) for order_id in ids}
        rows = [self._report_or_error(order_id) for order_id in ids]
        if self.dialect.batch == "list":
            return rows
        return [
            row | {"order": order_id} if isinstance(row, dict) else row
            for order_id, row in zip(ids, rows, strict=True)
        ]

    def _report_or_error(self, order_id: str) -> Any:
        try:
            return self._report(order_id)
        except PanelRefusal as refusal:
            text = str(refusal)
            return text if self.dialect.batch_errors == "string" else {"error": text}

    def _report(self, order_id: str) -> dict[str, Any]:
        order = self._known(order_id)
        word = self.dialect.word(order.status)
        shown = [self.dialect.shown_id(child) for child in order.children]
        if order.is_subscription:
            expiry = not order.is_final
            return {"status": word, "expiry": expiry, "posts": len(shown), "orders": shown}
        if order.runs:
            return {"status": word, "runs": order.runs, "orders": shown}
        report = {
            "start_count": None if order.start_count is None else str(order.start_count),
            "status": word,
            "remains": self.dialect.shown_remains(order.remains),
            "currency": self.currency,
        }
        return report | ({"charge": f"{order.charged:.8f}"} if self.dialect.says_charge else {})

    def _refill(self, params: Params) -> Any:
        if "orders" in params:
            return [
                {"order": self.dialect.shown_id(order_id), "refill": said}
                for order_id, said in self._each(params["orders"], self._refill_one)
            ]
        try:
            number = self._refill_one(params.get("order", ""))
        except PanelRefusal as refusal:
            if self.dialect.refill == "nested":
                return {"refill": {"error": str(refusal)}}
            raise
        if self.dialect.refill == "no_id":
            return {"status": "Success", "message": "Refill request has been received"}
        return {"refill": number}

    def _refill_one(self, order_id: str) -> str:
        return self._refills.take(self._known(order_id))

    def _refill_status(self, params: Params) -> Any:
        if "refills" in params:
            return [
                {"refill": number, "status": said}
                for number, said in self._each(params["refills"], self._refill_word)
            ]
        word = self._refill_word(params.get("refill", ""))
        if self.dialect.refill == "nested":
            return [{"refill": params["refill"], "status": word}]
        return {"status": word}

    def _refill_word(self, number: str) -> str:
        return self.dialect.word(self._refills.status(number))

    def _cancel(self, params: Params) -> Any:
        if self.dialect.cancel == "order":
            if "order" not in params:
                raise PanelRefusal("Missing required parameter: order")
            self._cancel_one(params["order"])
            return {"cancel": 1}
        if "orders" not in params:
            raise PanelRefusal("Incorrect request")
        return [
            {"order": self.dialect.shown_id(order_id), "cancel": said}
            for order_id, said in self._each(params["orders"], self._cancel_one)
        ]

    def _cancel_one(self, order_id: str) -> int:
        order = self._known(order_id)
        if not order.service.get("cancel"):
            raise PanelRefusal("Cancel is disabled for this service")
        if order.status not in _CANCELABLE:
            raise PanelRefusal("Order cannot be canceled")
        order.status = "Canceled" if order.status == "Pending" else "Partial"
        self._settle(order)
        return 1

    @staticmethod
    def _each(ids: str, do: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
        for one in ids.split(","):
            try:
                yield one, do(one)
            except PanelRefusal as refusal:
                yield one, {"error": str(refusal)}
