"""Answers that come when an order's money is free again, and what is given up with its money."""

from decimal import Decimal

import pytest

from bot.catalogue.rules.storefront import PLAIN
from bot.core.access.roles import Role
from bot.core.database.engine import Database
from bot.core.money import Money
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import OrderState
from bot.orders.service import reserving
from bot.orders.service.giving_up import NOT_SENT, give_up
from bot.orders.service.quotes import offer_for, on_offer
from bot.orders.store import orders
from bot.spending.rules.limits import Excess, Level, Limit, Period
from bot.spending.service import approvals
from bot.spending.store import approvals as approval_store
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.service import ledger
from tests.chaos import books
from tests.chaos.books import Records
from tests.conftest import OWNER_ID
from tests.orders.checkouts import PRICE, START, TEAM, Counter
from tests.orders.test_late_answers import Shop, shop

__all__ = ["shop"]

S = OrderState
COSTS = 1_170
"""What the shop's order costs, in units: a hundred at 1.17."""


async def pay(shop: Shop, units: int) -> None:
    """Have the order paid by a wallet with some money."""
    price = Money(Decimal("0.117"), "USD")
    async with shop.database.begin() as session:
        wallet = await ledger.open_wallet(session, 1, "USD", shop.now)
        await ledger.credit(
            session, wallet.id, units, key="paid in", by=OWNER_ID, note="", now=shop.now
        )
        order = await orders.lock(session, 1)
        payment = await reserving.reserve(session, 1, price, order.draft_key, shop.now)
        order.wallet_id, order.hold_key = payment.wallet_id, payment.hold_key
        order.price, order.cost, order.cost_currency = price.amount, order.price, "USD"


async def spend(shop: Shop, units: int) -> None:
    """Take money out of the wallet meanwhile."""
    async with shop.database.begin() as session:
        wallet = await ledger.wallet_of(session, 1)
        assert wallet is not None
        await ledger.debit(
            session, wallet.id, units, key="spent", by=OWNER_ID, note="", now=shop.now
        )


async def check_status(shop: Shop) -> None:
    """Have the order's charge written down as a status check does."""
    (there,) = shop.panel.orders.values()
    async with shop.database.begin() as session:
        (await orders.lock(session, 1)).charge = books.charged(there)


async def balance(shop: Shop) -> tuple[int, int]:
    async with shop.database.read() as session:
        wallet = await ledger.wallet_of(session, 1)
        assert wallet is not None
        return wallet.posted, wallet.held


async def prove(shop: Shop) -> Records:
    records = await books.read(shop.database, [shop.panel])
    assert books.differences(records) == []
    return records


@pytest.mark.parametrize("before", [S.DROPPED, S.REJECTED])
async def test_what_was_given_back_is_charged_when_it_was_placed_after_all(
    shop: Shop, before: S
) -> None:
    await pay(shop, 5_000)
    stopped = await shop.send_and_stop()
    await shop.give_up()
    assert await balance(shop) == (5_000, COSTS)
    if before is S.REJECTED:
        await shop.decide(S.QUEUED)
        await shop.decide(S.SUBMITTING)
    await shop.decide(before)
    assert await balance(shop) == (5_000, 0)
    await stopped.go_on()
    await check_status(shop)
    assert await balance(shop) == (5_000 - COSTS, 0)
    assert Alert.WRITTEN_OFF.value not in [name for name, _ in await shop.alerts()]
    await prove(shop)


async def test_what_an_empty_wallet_cannot_pay_any_more_is_written_off_and_owners_are_notified(
    shop: Shop,
) -> None:
    await pay(shop, COSTS + 10)
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.decide(S.DROPPED)
    await spend(shop, 11)
    await stopped.go_on()
    await check_status(shop)
    assert await balance(shop) == (COSTS - 1, 0)
    assert (await shop.alerts())[-1][0] == Alert.WRITTEN_OFF.value
    records = await prove(shop)
    assert records.books.of_kind(AccountKind.LOSS) == -COSTS


async def test_an_answer_that_comes_while_its_order_waits_again_takes_what_is_reserved(
    shop: Shop,
) -> None:
    await pay(shop, COSTS)
    stopped = await shop.send_and_stop()
    await shop.give_up()
    await shop.decide(S.QUEUED)
    await stopped.go_on()
    await check_status(shop)
    assert await balance(shop) == (0, 0)
    await prove(shop)


async def test_a_yes_to_an_order_that_was_placed_after_all_reserves_nothing(shop: Shop) -> None:
    await pay(shop, COSTS * 3)
    stopped = await shop.send_and_stop()
    await shop.give_up()
    for state in (S.QUEUED, S.REQUOTED, S.AWAITING):
        await shop.decide(state)
    above = Excess(Limit(Level.OWNER, Period.ORDER, Decimal("0.01")), Decimal("0.01"))
    async with shop.database.begin() as session:
        order = await orders.lock(session, 1)
        offer = (await on_offer(session, [order.service_id], PLAIN)).get(order.service_id, 1)
        order.offer = offer_for(order.answers, offer)  # what the card shows
        await approvals.ask(session, order, above, [OWNER_ID], shop.now)
    await stopped.go_on()
    await check_status(shop)
    async with shop.database.begin() as session:
        asked = await approval_store.get_for_change(session, 1)
        assert asked is not None
        await approvals.approve(
            session,
            asked,
            name="Olivia",
            role=Role.OWNER,
            storefront=PLAIN,
            owners=[OWNER_ID],
            now=shop.now,
        )
    assert await balance(shop) == (COSTS * 2, 0)
    assert (await shop.order()).price == Decimal("0.117")
    await prove(shop)


async def test_a_list_that_is_given_up_before_its_orders_are_written_frees_its_money(
    database: Database,
) -> None:
    counter = await Counter.open(database, PRICE * 3)
    assert await counter.confirm_list(7, lines=3)
    async with database.begin() as session:
        await give_up(session, NOT_SENT, words="moved", asked="moved", now=START)
        wallet = await ledger.wallet_of(session, TEAM)
        assert wallet is not None
        assert (wallet.posted, wallet.held) == (PRICE * 3, 0)
    assert books.differences(await books.read(database, [])) == []
