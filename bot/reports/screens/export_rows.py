"""An order as a line of a file: its columns in the reader's language, and what stands in them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.core.charts.layout import Cell, Column, Kind, Layout, Row
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.orders.rules.states import ENDED
from bot.orders.screens.texts import STATE_LABELS
from bot.spending.rules.spending import delivered, spent

_COLUMNS = (
    (N_("Order"), Kind.COUNT, 9),
    (N_("Number at the panel"), Kind.TEXT, 14),
    (N_("Panel"), Kind.TEXT, 16),
    (N_("Date (UTC)"), Kind.MOMENT, 17),
    (N_("Chat"), Kind.TEXT, 20),
    (N_("Person"), Kind.TEXT, 18),
    (N_("Service"), Kind.TEXT, 9),
    (N_("Name of the service"), Kind.TEXT, 44),
    (N_("Link"), Kind.TEXT, 40),
    (N_("Quantity"), Kind.COUNT, 11),
    (N_("Delivered"), Kind.COUNT, 11),
    (N_("State"), Kind.TEXT, 20),
    (N_("Price"), Kind.MONEY, 12),
    (N_("Charge"), Kind.MONEY, 12),
    (N_("Currency"), Kind.TEXT, 9),
    (N_("Start count"), Kind.COUNT, 11),
    (N_("Remains"), Kind.COUNT, 11),
    (N_("Ended (UTC)"), Kind.MOMENT, 17),
)
_PANEL, _CHAT = 2, 4


def layout(t: Translator, *, chats: bool, panels: Mapping[int, str]) -> Layout:
    """Return what a file looks like.

    Args:
        chats: it tells the orders' chats apart.
        panels: their names, if it tells the orders' panels apart; else nothing.
    """
    columns = [Column(t.plain(title), kind, width) for title, kind, width in _COLUMNS]
    picked = _picked(columns, chats=chats, panels=bool(panels))
    return Layout(picked, t.plain("Orders"), mirrored=t.is_mirrored)


def line(t: Translator, order: Any, *, chats: bool, panels: Mapping[int, str]) -> Row:
    """Return an order's cells; `order` is a row of `storage.exports.page`."""
    cells: list[Cell] = [
        order.id,
        order.provider_order_id,
        panels.get(order.panel_id, ""),
        _moment(order.created_at),
        order.chat,
        order.user_name,
        order.service,
        order.service_name,
        order.link,
        order.quantity,
        delivered(order),
        t.plain(STATE_LABELS[order.state]).partition(" ")[2],  # without its emoji
        order.price,
        order.charge if order.wallet_id is None else spent(order),
        order.currency,
        order.start_count,
        order.remains,
        _moment(order.state_at) if order.state in ENDED else None,
    ]
    return _picked(cells, chats=chats, panels=bool(panels))


def _picked(values: list[Any], *, chats: bool, panels: bool) -> Sequence[Any]:
    left_out = {at for at, is_shown in ((_CHAT, chats), (_PANEL, panels)) if not is_shown}
    return [it for at, it in enumerate(values) if at not in left_out]


def _moment(at: datetime) -> datetime:
    """Return a moment as files have it, without its zone, which the column names."""
    return at.replace(tzinfo=None)
