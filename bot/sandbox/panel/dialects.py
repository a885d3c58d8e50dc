"""How the families of panel scripts differ (docs/panel-api.md, 1.2, 2, 5 and 6)."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ALL_ACTIONS = frozenset(
    {"services", "add", "status", "refill", "refill_status", "cancel", "balance"}
)

_ERRORS: dict[str, Callable[[str], Any]] = {
    "error": lambda text: {"error": text},
    "success": lambda text: {"success": False, "error": text},
    "status_msg": lambda text: {"status": "error", "msg": text},
    "status_message": lambda text: {"status": "error", "message": text + " " * 100},
    "fail": lambda text: {"status": "fail", "message": text},
    "errors": lambda text: {"errors": [text]},
    "nested": lambda text: {"data": None, "error": {"code": 401, "message": text}},
}
_FLAGS: dict[str, Callable[[bool], Any]] = {
    "bool": bool,
    "int": int,
    "string": lambda flag: str(int(flag)),
}


@dataclass(frozen=True)
class Dialect:
    """The switches; the defaults are PerfectPanel's own ways."""

    actions: frozenset[str] = ALL_ACTIONS
    error: str = "error"
    error_http: int = 200
    services_in: str | None = None  # the key that wraps the list
    service_id: str = "int"  # int, string, prefixed
    order_id: str = "int"  # int, string, hex, prefixed
    flags: str = "bool"  # bool, int, string, absent
    rate: str = "string"  # string, number, commas
    types: str = "title"  # title, slug, absent
    null_category: bool = False
    escaped_names: bool = False
    batch: str = "object"  # object, list, list_with_ids, unsupported
    batch_errors: str = "object"  # object, string
    batch_limit: int | None = None  # what is above is dropped without a word
    words: Mapping[str, str] = field(default_factory=dict)
    upper_case: bool = False
    remains: str = "string"  # string, number, plus, unknown, null
    says_charge: bool = True
    add: str = "order"  # order, success, charge
    add_http: int = 200
    repeats: bool = False  # the same order again is answered with the first one's number
    refill: str = "id"  # id, no_id, nested
    cancel: str = "orders"  # orders, order
    requires_quantity: bool = False
    requires_request_id: bool = False
    currency: str | None = None  # shown in place of the account's own

    def failure(self, text: str) -> tuple[int, Any]:
        """Return the HTTP code and the answer of a refused call."""
        return self.error_http, _ERRORS[self.error](text)

    def order_number(self, number: int) -> str:
        """Return the id of the n-th order."""
        forms = {"hex": f"{number:024x}", "prefixed": f"ord_{number}"}
        return forms.get(self.order_id, str(number))

    def shown_id(self, order_id: str) -> int | str:
        """Return an order's id as an answer holds it."""
        return int(order_id) if self.order_id == "int" else order_id

    def catalogue(self, services: list[dict[str, Any]]) -> Any:
        """Return the answer to `services`."""
        listed = [self._service(service) for service in services]
        if self.services_in is None:
            return listed
        return {self.services_in: listed, "count": len(listed), "error": None}

    def _service(self, service: dict[str, Any]) -> dict[str, Any]:
        shown = dict(service)
        if self.service_id != "int":
            prefix = "SUB-" if self.service_id == "prefixed" else ""
            shown["service"] = f"{prefix}{service['service']}"
        if self.rate != "string":
            rate = Decimal(service["rate"])
            shown["rate"] = float(rate) if self.rate == "number" else f"{rate:,.4f}"
        if self.types == "slug":
            shown["type"] = str(service["type"]).lower().replace(" ", "_")
        elif self.types == "absent":
            del shown["type"]
        if self.null_category:
            shown["category"] = None
        if self.escaped_names:
            shown["name"] = html.escape(html.escape(str(service["name"])))
        for flag in ("refill", "cancel", "dripfeed"):
            if self.flags == "absent":
                shown.pop(flag, None)
            elif flag in shown:
                shown[flag] = _FLAGS[self.flags](shown[flag])
        return shown

    def word(self, status: str) -> str:
        """Return a status as this family spells it."""
        word = self.words.get(status, status)
        return word.upper() if self.upper_case else word

    def shown_remains(self, remains: int) -> Any:
        """Return what is left as this family writes it."""
        forms = {
            "number": remains,
            "plus": f"+{remains}",
            "unknown": "Unknown",
            "null": None,
        }
        return forms.get(self.remains, str(remains))


PRESETS: dict[str, Dialect] = {
    "perfectpanel": Dialect(),
    "smart": Dialect(
        actions=frozenset({"services", "add", "status", "balance"}),
        error="status_message",
        flags="string",
        types="slug",
        add="success",
        batch_errors="string",
        remains="plus",
        requires_quantity=True,
        order_id="string",
        service_id="string",
    ),
    "rent": Dialect(
        error="success",
        flags="absent",
        rate="commas",
        batch="unsupported",
        refill="no_id",
        cancel="order",
        words={"In progress": "Inprogress"},
        requires_quantity=True,
    ),
    "cmsnt": Dialect(
        error="status_msg",
        flags="int",
        null_category=True,
        batch_limit=100,
        refill="nested",
        order_id="prefixed",
        requires_quantity=True,
    ),
    "lara": Dialect(error_http=422, rate="number", add_http=201, batch="list", remains="number"),
    "notp": Dialect(
        error_http=400, order_id="prefixed", cancel="order", requires_request_id=True, add="charge"
    ),
    "mongo": Dialect(
        error_http=400, order_id="hex", upper_case=True, cancel="order", batch="list_with_ids"
    ),
    "foll": Dialect(service_id="string", types="slug", remains="unknown", escaped_names=True),
    "wrapped": Dialect(services_in="data", error="nested", says_charge=False, currency="₨"),
    "prefixed": Dialect(service_id="prefixed", types="absent", batch="unsupported"),
}
"""The script families by name."""
