"""What an order of each type must hold, and how many units it is (docs/panel-api.md, 3.1)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_REQUIRED: dict[str, tuple[str, ...]] = {
    "Default": ("link", "quantity"),
    "Package": ("link",),
    "SEO": ("link", "quantity", "keywords"),
    "Custom Comments": ("link", "comments"),
    "Custom Comments Package": ("link", "comments"),
    "Mentions": ("link", "quantity", "usernames"),
    "Mentions with Hashtags": ("link", "quantity", "usernames", "hashtags"),
    "Mentions Custom List": ("link", "usernames"),
    "Mentions Hashtag": ("link", "quantity", "hashtag"),
    "Mentions User Followers": ("link", "quantity", "username"),
    "Mentions Media Likers": ("link", "quantity", "media"),
    "Comment Likes": ("link", "quantity", "username"),
    "Comment Replies": ("link", "username", "comments"),
    "Poll": ("link", "quantity", "answer_number"),
    "Invites from Groups": ("link", "quantity", "groups"),
    "Subscriptions": ("username", "min", "max", "delay"),
    "Web Traffic": ("link", "quantity", "country", "device", "type_of_traffic"),
}
_LINES = {
    "Custom Comments": "comments",
    "Comment Replies": "comments",
    "Mentions Custom List": "usernames",
}
_ONCE = frozenset({"Package", "Custom Comments Package"})
_NAMES = {"link": "Link", "comments": "Comments", "username": "Username", "hashtag": "Hashtag"}


class PanelRefusal(Exception):  # noqa: N818 - it is an answer, not a failure
    """A call that is refused in words."""


def require(service: Mapping[str, Any], params: Mapping[str, str]) -> None:
    """Refuse an order that lacks a field of its type."""
    for name in _REQUIRED.get(str(service["type"]), _REQUIRED["Default"]):
        if params.get(name, "").strip():
            continue
        if name == "quantity":
            raise PanelRefusal("Quantity is required")
        if name in _NAMES:
            raise PanelRefusal(f"{_NAMES[name]} field is required")
        raise PanelRefusal(f"Missing required parameter: {name}")
    link = params.get("link", "")
    if link and (" " in link or "." not in link):
        raise PanelRefusal("Incorrect link")


def quantity_of(service: Mapping[str, Any], params: Mapping[str, str]) -> int:
    """Return the units of one run, within the service's limits.

    Raises:
        PanelRefusal: it is no number, or outside the limits.
    """
    kind = str(service["type"])
    if kind in _ONCE:
        return 1
    if kind in _LINES:
        quantity = sum(1 for line in params[_LINES[kind]].splitlines() if line.strip())
    else:
        quantity = _number(params.get("max" if kind == "Subscriptions" else "quantity", ""))
    if quantity < int(service["min"]):
        raise PanelRefusal(f"Quantity less than minimal {service['min']}")
    if quantity * runs_of(service, params) > int(service["max"]):
        raise PanelRefusal(f"Quantity more than maximum {service['max']}")
    return quantity


def runs_of(service: Mapping[str, Any], params: Mapping[str, str]) -> int:
    """Return how many times the quantity is delivered: 1 without drip-feed."""
    if "runs" not in params and "interval" not in params:
        return 1
    if not service.get("dripfeed"):
        raise PanelRefusal("This services does not support Dripfeed feature!")
    if not params.get("runs"):
        raise PanelRefusal("Runs is required")
    if not params.get("interval"):
        raise PanelRefusal("Interval time is required")
    _number(params["interval"])
    return max(_number(params["runs"]), 1)


def charge_of(service: Mapping[str, Any], quantity: int) -> Decimal:
    """Return the price of so many units."""
    try:
        rate = Decimal(str(service["rate"]))
    except InvalidOperation:
        raise PanelRefusal("Incorrect service ID") from None
    return rate if str(service["type"]) in _ONCE else rate * quantity / 1000


def _number(text: str) -> int:
    if not text.isdecimal():
        raise PanelRefusal("neworder.error.invalid_quantity")
    return int(text)
