"""What orders take from their panels' balances, written down as it changes; indexes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_EXACT = Decimal("1e-12")
_WIDE = Context(prec=50)
_UNDER_WAY = {"placed", "pending", "processing", "in_progress", "active", "paused", "attention"}
_GIVEN_BACK = {"canceled", "refunded"}
_AT_PANEL = _UNDER_WAY | _GIVEN_BACK | {"completed", "expired", "partial"}
_PACKAGES = {"package", "custom comments package"}
_INDEXES: Sequence[tuple[str, str, list[str]]] = (
    ("ix_top_ups_invoice", "top_ups", ["method", "external_id"]),
    ("ix_top_ups_asked_by", "top_ups", ["asked_by"]),
    ("ix_top_ups_pay_in", "top_ups", ["pay_in"]),
    ("ix_payments_payer_id", "payments", ["payer_id"]),
    ("ix_payments_external_id", "payments", ["external_id"]),
    ("ix_payments_paid", "payments", ["method", "paid_at"]),
)
_ORDERS = sa.table(
    "orders",
    sa.column("id"),
    sa.column("panel_id"),
    sa.column("state"),
    sa.column("service_type"),
    sa.column("answers", types.JsonColumn()),
    sa.column("quantity"),
    sa.column("remains"),
    sa.column("price", types.MoneyColumn()),
    sa.column("currency"),
    sa.column("cost", types.MoneyColumn()),
    sa.column("cost_currency"),
    sa.column("charge", types.MoneyColumn()),
    sa.column("taken", types.MoneyColumn()),
)
_BOOKS = sa.table(
    "panel_books",
    sa.column("panel_id"),
    sa.column("currency"),
    sa.column("before", types.MoneyColumn()),
    sa.column("charged", types.MoneyColumn()),
)
_CHARGES = sa.table(
    "panel_charges",
    sa.column("panel_id"),
    sa.column("currency"),
    sa.column("amount", types.MoneyColumn()),
)


def upgrade() -> None:
    op.create_table(
        "panel_charges",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("panel_id", types.BigId, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount", types.MoneyColumn(), nullable=False),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_panel_charges_panel", "panel_charges", ["panel_id"])
    op.add_column(
        "orders", sa.Column("taken", types.MoneyColumn(), nullable=False, server_default="0")
    )
    _bring_books_up_to_date(_write_taken())
    for name in ("before", "counted_id", "counted"):
        op.drop_column("panel_books", name)
    for index, table, columns in _INDEXES:
        op.create_index(index, table, columns)
    _index_transfers_by("at")
    is_watched = sa.text("low > 0")
    op.create_index(
        "ix_accounts_low",
        "accounts",
        ["low"],
        sqlite_where=is_watched,
        postgresql_where=is_watched,
    )


def downgrade() -> None:
    op.drop_index("ix_accounts_low", "accounts")
    _index_transfers_by("id")
    for index, table, _ in _INDEXES:
        op.drop_index(index, table)
    for name in ("before", "counted"):
        op.add_column(
            "panel_books",
            sa.Column(name, types.MoneyColumn(), nullable=False, server_default="0"),
        )
    op.add_column(
        "panel_books", sa.Column("counted_id", types.BigId, nullable=False, server_default="0")
    )
    _have_books_count_all()
    op.drop_column("orders", "taken")
    op.drop_table("panel_charges")


def _index_transfers_by(column: str) -> None:
    for side in ("debit", "credit"):
        op.drop_index(f"ix_transfers_{side}", "transfers")
        op.create_index(f"ix_transfers_{side}", "transfers", [f"{side}_id", column])


def _write_taken() -> dict[tuple[int, str], Decimal]:
    """Write down of each order what it has taken; return the sums by panel and currency."""
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    write = _ORDERS.update().where(_ORDERS.c.id == sa.bindparam("of"))
    write = write.values(taken=sa.bindparam("amount"))
    for rows in _pages():
        found = [
            {"of": row.id, "amount": _taken(row).quantize(_EXACT, context=_WIDE)} for row in rows
        ]
        for row, it in zip(rows, found, strict=True):
            sums[row.panel_id, _currency(row)] += it["amount"]
        if changed := [it for it in found if it["amount"]]:
            op.get_bind().execute(write, changed)
    return sums


def _pages() -> Iterator[Sequence[Any]]:
    """Return the orders that their panels know, some at a time."""
    last = 0
    while True:
        query = sa.select(_ORDERS).where(_ORDERS.c.state.in_(_AT_PANEL), _ORDERS.c.id > last)
        query = query.order_by(_ORDERS.c.id).limit(_AT_ONCE)
        rows = op.get_bind().execute(query).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _bring_books_up_to_date(sums: dict[tuple[int, str], Decimal]) -> None:
    """Have what was charged since the last comparison be in the next one."""
    connection = op.get_bind()
    for book in connection.execute(sa.select(_BOOKS)).all():
        since = sums.get((book.panel_id, book.currency), Decimal(0)) - book.charged
        if since:
            row = {"panel_id": book.panel_id, "currency": book.currency, "amount": since}
            connection.execute(_CHARGES.insert(), row)
        is_it = _BOOKS.c.panel_id == book.panel_id
        connection.execute(_BOOKS.update().where(is_it).values(charged=book.charged - book.before))


def _have_books_count_all() -> None:
    """Have the books begin with what all orders had taken when they were opened."""
    connection = op.get_bind()
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for rows in _pages():
        for row in rows:
            sums[row.panel_id, _currency(row)] += row.taken
    for row in connection.execute(sa.select(_CHARGES)).all():
        sums[row.panel_id, row.currency] -= row.amount
    for book in connection.execute(sa.select(_BOOKS)).all():
        total = sums[book.panel_id, book.currency]
        is_it = _BOOKS.c.panel_id == book.panel_id
        values = {"charged": total, "before": total - book.charged}
        connection.execute(_BOOKS.update().where(is_it).values(values))


def _currency(row: Any) -> str:
    return str(row.currency if row.cost is None else row.cost_currency)


def _taken(row: Any) -> Decimal:
    """Return what an order has taken, as bot/orders/rules/costs.py said at this version."""
    expected: Decimal = row.price if row.cost is None else row.cost
    charge: Decimal | None = row.charge
    if row.state in _UNDER_WAY:
        if row.service_type == "subscriptions":
            return charge or Decimal(0)
        if row.service_type == "default" and {"runs", "interval"} <= set(row.answers):
            return max(expected, charge or expected)
    if charge is not None:
        return charge
    return Decimal(0) if row.state in _GIVEN_BACK else expected * _delivered(row)


def _delivered(row: Any) -> Decimal:
    """Return which part of an order has come, where it ended with less than was ordered."""
    is_known = row.state == "partial" and row.service_type not in _PACKAGES
    if not is_known or row.remains is None or row.remains <= 0 or not row.quantity:
        return Decimal(1)
    return Decimal(row.quantity - min(row.remains, row.quantity)) / Decimal(row.quantity)
