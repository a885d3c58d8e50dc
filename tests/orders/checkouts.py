"""Forms and lists that wallets pay, confirmed by the real service, without Telegram or a panel."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.catalogue.live import LiveCatalogue
from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.services import Service
from bot.catalogue.rules.storefront import Storefront
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.money import Money
from bot.orders.mass import store
from bot.orders.mass.rules import GoodLine, ValidatedList
from bot.orders.mass.service import beginning, confirming
from bot.orders.rules.quotes import quote_of
from bot.orders.service.checkout import check_out
from bot.orders.service.placing import Orderer
from bot.orders.store import drafts
from bot.orders.tables import Draft, Step
from bot.panel.service import balances
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING
from bot.pricing.rules.selling import Selling
from bot.pricing.service import changes
from bot.wallet.rules.ledger import RefusedError
from bot.wallet.rules.units import from_units
from bot.wallet.service import ledger
from tests.conftest import OWNER_ID
from tests.stock import stock

START = datetime(2026, 1, 1, tzinfo=UTC)
STOREFRONT = Storefront(selling=Selling("USD", Decimal("0.01")))
PRICE = 11_700
"""Of a thousand, in units."""
TEAM, PAYER = -5, 100_005
"""A group, and somebody who pays from the own wallet in many groups."""
Form = tuple[int, int]
"""The chat in which it is filled, and who fills it."""


def in_team(people: Iterable[int]) -> list[Form]:
    """Return forms of many people in one group, which its wallet pays."""
    return [(TEAM, person) for person in people]


def of_payer(groups: Iterable[int]) -> list[Form]:
    """Return forms of one person in many groups: nothing but the wallet is the same."""
    return [(TEAM - 1 - group, PAYER) for group in groups]


@dataclass(frozen=True)
class Counter:
    """Where people of a group confirm what they have filled in."""

    database: Database
    catalogue: Catalogue

    @classmethod
    async def open(cls, database: Database, units: int) -> "Counter":
        """Sell one service with 30 % on top; both wallets have some money."""
        sold = Service("1", "S", "default", "C", Decimal("0.9"), 10, 9999)
        async with database.begin() as session:
            await stock(session, [sold], START)
            await balances.record(session, 1, Money(Decimal(1000), "USD"), START)
            await changes.set_rule(
                session, EVERYBODY, EVERYTHING, Decimal(30), Decimal(0), by=OWNER_ID, now=START
            )
            session.add(_group(TEAM))
        counter = await cls.known(database)
        for chat_id in (TEAM, PAYER):
            await counter.pay_in(units, f"opening {chat_id}", chat_id)
        return counter

    @classmethod
    async def known(cls, database: Database) -> "Counter":
        """Return what is sold already, as another process sees it."""
        live = LiveCatalogue(database, STOREFRONT)
        await live.refresh()
        return cls(database, live.only(None, TEAM).catalogue)

    async def pay_in(self, units: int, key: str, chat_id: int = TEAM) -> None:
        """Credit a wallet."""
        async with self.database.begin() as session:
            wallet = await ledger.open_wallet(session, chat_id, "USD", START)
            await ledger.credit(
                session, wallet.id, units, key=key, by=OWNER_ID, note="", now=START
            )

    async def fill(self, filled: Iterable[Form]) -> None:
        """Fill forms for a thousand each."""
        service = self._service
        async with self.database.begin() as session:
            for chat_id, person in filled:
                link = f"https://www.instagram.com/p{person}n{-chat_id}/"
                if chat_id != TEAM:
                    session.add(_group(chat_id))
                form = Draft(
                    key=f"form{person}n{chat_id}",
                    chat_id=chat_id,
                    user_id=person,
                    user_name=f"P{person}",
                    pays_self=person == PAYER,
                    step=Step.SUMMARY,
                    service_id=service.key,
                    answers={"link": link, "quantity": 1000},
                    quote=quote_of(service, "USD").as_json(),
                    updated_at=START,
                )
                await drafts.begin(session, form)

    async def confirm(self, filled: Form) -> bool:
        """Confirm a form; return whether that has ordered something."""
        with suppress(RefusedError):
            async with self.database.begin() as session:
                form = await drafts.of_person(session, *filled)
                if form is None:
                    return False
                await check_out(
                    session,
                    self.catalogue,
                    form,
                    START,
                    storefront=STOREFRONT,
                    role=Role.BUYER,
                    owners=(OWNER_ID,),
                )
                return True
        return False

    async def confirm_list(self, person: int, lines: int) -> bool:
        """Begin a list of a thousand a line, and confirm it; return whether it is ordered."""
        by = Orderer(TEAM, person, f"P{person}", None, None)
        async with self.database.begin() as session:
            fresh = beginning.new_list(by, currency="USD", seen_update=person, now=START)
            mass_id = (await beginning.begin(session, fresh)).mass.id
            chat = await session.get_one(Chat, TEAM)
        links = [f"https://www.instagram.com/l{person}n{number}/" for number in range(lines)]
        good = [
            GoodLine(number, self._service, {"link": link, "quantity": 1000}, from_units(PRICE))
            for number, link in enumerate(links, 1)
        ]
        validated = ValidatedList(good, ())
        terms: Any = {"currency": "USD", "chat": chat, "role": Role.BUYER, "now": START}
        async with self.database.begin() as session:
            await confirming.summarise(session, mass_id, validated, **terms)
        with suppress(RefusedError):
            async with self.database.begin() as session:
                mass = await store.get(session, mass_id)
                assert mass is not None
                return await confirming.confirm(
                    session,
                    mass,
                    validated,
                    storefront=STOREFRONT,
                    owners=(OWNER_ID,),
                    update_id=person,
                    **terms,
                )
        return False

    @property
    def _service(self) -> Service:
        (service,) = (it for category in self.catalogue.categories for it in category.services)
        return service


def _group(chat_id: int) -> Chat:
    return Chat(id=chat_id, type="supergroup", title="T", language="en", created_at=START)


def tap_many(url: str, filled: Sequence[Form]) -> None:
    """Confirm many forms at once: in a process of its own."""

    async def tap() -> None:
        database = Database(url)
        counter = await Counter.known(database)
        await asyncio.gather(*(counter.confirm(it) for it in filled))
        await database.close()

    asyncio.run(tap())
