"""What owners are told by itself: a low balance, once, and how each day was, once."""

import asyncio
from decimal import Decimal

from sqlmodel import select

from bot.playground.client import ChatClient
from bot.storage.tables import Digest
from bot.worker.options import WorkerOptions
from bot.worker.reporter import Reporter
from tests.conftest import OWNER_ID, Bench, until
from tests.flows.ordering import order_default
from tests.flows.test_admin import answer, page

LOW = "💸 The balance at the provider is"


async def ask_balance(chat: ChatClient) -> None:
    since = chat.mark()
    await chat.say("/balance")
    await chat.wait_for("Balance at the provider", since=since)
