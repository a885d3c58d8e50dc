"""What is asked often, or of tables that only grow, is found by an index on either database."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.database.engine import Database, Session
from bot.manual_payments.store import proofs
from bot.orders.store import charges
from bot.payments.store import payments, top_ups
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.store import accounts, statements
from tests.queries import recorded, scans

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
DAY = timedelta(days=1)

ASKED: dict[str, Callable[[Session], Awaitable[Any]]] = {
    "the top-up of an invoice": lambda it: top_ups.lock_of_invoice(it, "crypto", "17"),
    "open top-ups by hand": lambda it: proofs.open_of(it, 7, "hand:1", NOW, besides=3),
    "a person's payments": lambda it: payments.of_payer(it, 7, 5),
    "payments by a number": lambda it: payments.found(it, "7", 5),
    "payments that are kept": lambda it: payments.kept_since(it, "stars", NOW),
    "low wallets": accounts.has_low,
    "what was spent": lambda it: statements.spent(it, AccountKind.REVENUE, "USD", NOW - DAY, NOW),
    "charges of a panel": lambda it: charges.take(it, 1),
    "what may be back": lambda it: charges.refundable(it, 1, "USD", NOW),
    "an order on its way": lambda it: charges.is_any_on_its_way(it, 1),
}


@pytest.mark.parametrize("name", ASKED)
async def test_it_is_found_by_an_index(database: Database, name: str) -> None:
    with recorded(database) as asked:
        async with database.begin() as session:
            await ASKED[name](session)
    queries = [it for it in asked if it.statement.split()[0] in {"SELECT", "UPDATE", "DELETE"}]
    assert queries
    assert {it.statement: await scans(database, it) for it in queries} == {
        it.statement: [] for it in queries
    }
