"""A made-up order log, as a chat might have it after a while: for pictures, files and benches."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from bot.domain.orders import OrderState
from bot.domain.services import Service
from bot.storage import catalogue
from bot.storage.engine import Database
from bot.storage.tables import Order

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
_PEOPLE = ((11, "Anna"), (12, "Max"), (13, "Борис"))
_ENDS = (
    (OrderState.COMPLETED, 80),
    (OrderState.PARTIAL, 5),
    (OrderState.CANCELED, 6),
    (OrderState.IN_PROGRESS, 6),
    (OrderState.REJECTED, 2),
    (OrderState.UNKNOWN, 1),
)


async def fill(
    database: Database,
    count: int,
    now: datetime,
    *,
    days: int,
    chats: Sequence[int] = (1,),
    names: Sequence[str] = NAMES,
) -> None:
    """Write `count` orders of the last `days` into a database that has been migrated."""
    draw = random.Random(count)
    async with database.begin() as session:
        sold = [
            Service(str(100 + at), name, "default", "Mixed", _RATES[at], 10, 100_000)
            for at, name in enumerate(names)
        ]
        await catalogue.store(session, sold, {"Mixed": "Instagram"}, now)
    rows = sorted(_orders(draw, count, now, days, chats, names), key=lambda it: it["created_at"])
    for at in range(0, count, BATCH):
        async with database.begin() as session:
            await session.execute(insert(Order), rows[at : at + BATCH])


def _orders(
    draw: random.Random,
    count: int,
    now: datetime,
    days: int,
    chats: Sequence[int],
    names: Sequence[str],
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        service = draw.choices(range(len(names)), _WEIGHTS[: len(names)])[0]
        quantity = draw.choice((100, 250, 500, 1000, 1500, 2000, 5000))
        price = _RATES[service] * quantity / 1000
        state = draw.choices([it for it, _ in _ENDS], [weight for _, weight in _ENDS])[0]
        # Busier lately, and quieter at the weekend.
        ago = timedelta(days=days) * (1 - draw.random() ** 0.7)
        created = now - ago
        if created.weekday() > 4 and draw.random() < 0.4:
            created -= timedelta(days=2)
        took = timedelta(minutes=draw.lognormvariate(3.8 + service / 3, 1.3))
        user_id, user_name = draw.choice(_PEOPLE)
        placed = None if state in {OrderState.REJECTED, OrderState.UNKNOWN} else created
        remains = {OrderState.PARTIAL: quantity // 3, OrderState.COMPLETED: 0}.get(state)
        yield {
            "draft_key": f"made-up-{number}",
            "chat_id": draw.choice(chats),
            "user_id": user_id,
            "user_name": user_name,
            "service_id": service + 1,
            "service_name": names[service],
            "service_type": "default",
            "answers": {},
            "params": {},
            "quantity_hint": quantity,
            "quantity": quantity,
            "link": f"https://www.instagram.com/p/{draw.getrandbits(60):x}/",
            "price": price,
            "currency": "USD",
            "state": state,
            "state_at": created + took,
            "created_at": created,
            "due_at": created,
            "placed_at": placed,
            "provider_order_id": str(20_000 + number) if placed else None,
            "charge": price if state is OrderState.COMPLETED else None,
            "start_count": draw.randrange(50_000) if placed else None,
            "remains": remains,
            "attempts": 0,
            "provider_word": "",
            "words": "",
        }
