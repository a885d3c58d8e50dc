"""A bot that sells to customers, and what tests look at in its books."""

from decimal import Decimal

from sqlmodel import col, select

from bot.orders.service import status_requests
from bot.orders.tables import Order
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING, Buyer
from bot.pricing.service import changes
from bot.wallet.rules.units import from_units, to_units
from bot.wallet.service import ledger
from tests.chaos import books
from tests.chaos.books import Records
from tests.conftest import OWNER_ID, Bench, until

SELLING = {"SELLING": "wallet", "WALLET_CURRENCY": "USD"}


async def start_selling(
    bench: Bench, percent: str = "30", least_margin: str = "0", **environment: str
) -> None:
    """Start the bot with wallets, and a markup for everybody."""
    app = await bench.start(**SELLING, **environment)
    await set_markup(bench, percent, least_margin=least_margin)
    await until(lambda: app.catalogue.prices is not None and bool(app.catalogue.prices.rules))


async def set_markup(
    bench: Bench, percent: str, *, buyer: Buyer = EVERYBODY, least_margin: str = "0"
) -> None:
    """Set a markup on everything, and wait until it is in all prices."""
    assert bench.app is not None
    live = bench.app.catalogue
    async with bench.app.database.begin() as session:
        await changes.set_least_margin(session, Decimal(least_margin))
        await changes.set_rule(
            session, buyer, EVERYTHING, Decimal(percent), Decimal(0), by=OWNER_ID, now=bench.now()
        )
    expected = Decimal(percent)
    await until(
        lambda: live.prices is not None and any(it.percent == expected for it in live.prices.rules)
    )


async def give(bench: Bench, chat_id: int, amount: str, key: str = "first") -> None:
    """Credit a chat's wallet."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        wallet = await ledger.open_wallet(session, chat_id, "USD", bench.now())
        await ledger.credit(
            session,
            wallet.id,
            to_units(Decimal(amount)),
            key=f"{chat_id}:{key}",
            by=OWNER_ID,
            note="test",
            now=bench.now(),
        )


async def take(bench: Bench, chat_id: int, amount: str, key: str = "taken") -> None:
    """Debit a chat's wallet."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        wallet = await ledger.wallet_of(session, chat_id)
        assert wallet is not None
        units, now = to_units(Decimal(amount)), bench.now()
        await ledger.debit(
            session, wallet.id, units, key=f"{chat_id}:{key}", by=OWNER_ID, note="test", now=now
        )


async def money_of(bench: Bench, chat_id: int) -> tuple[Decimal, Decimal]:
    """Return what is in a chat's wallet, and how much of it is reserved."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        assert not await ledger.check(session)
        wallet = await ledger.wallet_of(session, chat_id)
    if wallet is None:
        return Decimal(0), Decimal(0)
    return from_units(wallet.posted), from_units(wallet.held)


async def prove(bench: Bench) -> Records:
    """Make sure that the books, the order log and the panel's own record agree."""
    assert bench.app is not None
    records = await books.read(bench.app.database, bench.panels)
    assert books.differences(records) == []
    return records


async def ask_again(bench: Bench) -> None:
    """Have the panel asked about every order that it has, the ended ones as well."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        query = select(Order).where(col(Order.provider_order_id).is_not(None))
        await status_requests.request(session, (await session.scalars(query)).all(), bench.now())


async def say_now(bench: Bench, word: str, remains: int = 0) -> None:
    """Have the panel say something else of its only order, and the bot ask about it."""
    (number,) = bench.panel.orders
    bench.panel.finish(number, word, remains=remains)
    await ask_again(bench)


async def freeze(bench: Bench, chat_id: int, *, frozen: bool = True) -> None:
    """Let nothing be ordered from a chat's wallet any more, or again."""
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        wallet = await ledger.wallet_of(session, chat_id)
        assert wallet is not None
        await ledger.freeze(session, wallet.id, frozen=frozen)


async def orders_of(bench: Bench) -> list[Order]:
    """Return all orders, the oldest first."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(Order).order_by(col(Order.id)))).scalars())
