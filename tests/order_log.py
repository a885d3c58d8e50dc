"""Order logs as chats might have them: single orders, and many that look like real ones."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from bot.catalogue.rules.services import Service
from bot.core.database.engine import Database
from bot.orders.rules.costs import taken_of
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from tests.stock import stock

BATCH = 10_000
NAMES = (
    "🔥 Instagram Followers [Real] [Refill 30D] ⚡ Instant ⚡ Max 500K ✅ Recommended",
    "Telegram Post Views | Last 5 posts | 🚀 Super fast",
    "YouTube Watch Time — 4,000 hours pack, non drop, lifetime guarantee, 60+ minute videos",
    "TikTok Likes",
    "Instagram Custom Comments",
    "Просмотры историй Instagram",
    "X (Twitter) Retweets",
)
_WEIGHTS = (34, 21, 14, 11, 8, 7, 5)
_RATES = tuple(map(Decimal, ("0.9", "0.0063", "12.5", "0.35", "4.2", "0.08", "2.75")))
_QUANTITIES = (100, 250, 500, 1000, 1500, 2000, 5000)
_PEOPLE = ((11, "Anna"), (12, "Max"), (13, "Борис"))
_ENDS = {
    OrderState.COMPLETED: 80,
    OrderState.PARTIAL: 5,
    OrderState.CANCELED: 6,
    OrderState.IN_PROGRESS: 6,
    OrderState.REJECTED: 2,
    OrderState.UNKNOWN: 1,
}


def an_order(number: int, at: datetime, **fields: Any) -> dict[str, Any]:
    """Return a row of the log: 1,000 of service 1 for a dollar, placed and not yet ended."""
    return {
        "draft_key": f"order-{number}",
        "chat_id": 1,
        "user_id": 7,
        "user_name": "Max",
        "service_id": 1,
        "service_name": NAMES[0],
        "service_type": "default",
        "answers": {"link": f"https://www.instagram.com/p/{number}/", "quantity": 1000},
        "params": {},
        "quantity_hint": 1000,
        "quantity": 1000,
        "link": f"https://www.instagram.com/p/{number}/",
        "price": Decimal(1),
        "currency": "USD",
        "state": OrderState.IN_PROGRESS,
        "state_at": at,
        "created_at": at,
        "due_at": at,
        "placed_at": at,
        "provider_order_id": str(20_000 + number),
        "charge": None,
        "start_count": None,
        "remains": None,
        "attempts": 0,
        "provider_word": "",
        "words": "",
    } | fields


async def write(
    database: Database,
    orders: Sequence[dict[str, Any]],
    now: datetime,
    names: Sequence[str] = NAMES,
) -> None:
    """Write orders, and the services that they are of, into a database that was migrated."""
    sold = [
        Service(str(100 + at), name, "default", "Mixed", _RATES[at], 10, 100_000)
        for at, name in enumerate(names)
    ]
    async with database.begin() as session:
        await stock(session, sold, now)
    await write_orders(database, orders)


async def write_orders(database: Database, orders: Sequence[dict[str, Any]]) -> None:
    """Write orders of services that are there."""
    for at in range(0, len(orders), BATCH):
        rows = [{"taken": taken_of(Order(**it)).amount} | it for it in orders[at : at + BATCH]]
        async with database.begin() as session:
            await session.execute(insert(Order), rows)


async def fill(
    database: Database,
    count: int,
    now: datetime,
    *,
    days: int,
    chats: Sequence[int] = (1,),
    names: Sequence[str] = NAMES,
) -> None:
    """Write `count` orders of the last `days`: more of late, and fewer at weekends."""
    draw = random.Random(count)
    found = [
        _made_up(draw, number, created, chats, names)
        for number, created in enumerate(_moments(draw, count, now, days))
    ]
    await write(database, found, now, names)


def _moments(draw: random.Random, count: int, now: datetime, days: int) -> list[datetime]:
    return sorted(_moment(draw, now, days) for _ in range(count))


def _moment(draw: random.Random, now: datetime, days: int) -> datetime:
    while True:
        at: datetime = now - timedelta(days=days - 1) * (1 - draw.random() ** 0.7)
        if at.weekday() < 5 or draw.random() < 0.6:
            return at


def _made_up(
    draw: random.Random,
    number: int,
    created: datetime,
    chats: Sequence[int],
    names: Sequence[str],
) -> dict[str, Any]:
    (service,) = draw.choices(range(len(names)), _WEIGHTS[: len(names)])
    (state,) = draw.choices(tuple(_ENDS), tuple(_ENDS.values()))
    quantity = draw.choice(_QUANTITIES)
    price = _RATES[service] * quantity / 1000
    user_id, user_name = draw.choice(_PEOPLE)
    took = timedelta(minutes=draw.lognormvariate(3.8 + service / 3, 1.3))
    bought = state not in {OrderState.REJECTED, OrderState.UNKNOWN}
    return an_order(
        number,
        created,
        chat_id=draw.choice(chats),
        user_id=user_id,
        user_name=user_name,
        service_id=service + 1,
        service_name=names[service],
        quantity_hint=quantity,
        quantity=quantity,
        link=f"https://www.instagram.com/p/{draw.getrandbits(60):x}/",
        price=price,
        state=state,
        state_at=created + took,
        placed_at=created if bought else None,
        provider_order_id=str(20_000 + number) if bought else None,
        charge=price if state is OrderState.COMPLETED else None,
        start_count=draw.randrange(50_000) if bought else None,
        remains={OrderState.PARTIAL: quantity // 3, OrderState.COMPLETED: 0}.get(state),
    )
