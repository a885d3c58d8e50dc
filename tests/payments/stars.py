"""People who pay in with Telegram Stars."""

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench


async def tapped(chat: ChatClient, label: str, shows: str) -> Message:
    since = chat.mark()
    await chat.tap(label)
    return await chat.wait_for(shows, since=since)


async def switch_on(bench: Bench) -> None:
    owner = bench.private()
    await owner.say("/admin")
    await owner.wait_for("Dashboard")
    await tapped(owner, "Payments", "How customers pay in")
    await tapped(owner, "Telegram Stars: switch on", "Telegram Stars: on")


async def offered(
    chat: ChatClient, label: str = "5.00", *, method: str = "Telegram Stars"
) -> Message:
    """Go from the wallet to an offer."""
    since = chat.mark()
    await chat.say("/wallet")
    await chat.wait_for("Balance", since=since)
    await tapped(chat, "Top up", "How do you want to pay?")
    await tapped(chat, method, "How much do you want to add?")
    return await tapped(chat, label, "You pay")


def is_invoice(message: Message) -> bool:
    return message.invoice is not None and message.receipt is None


async def invoiced(chat: ChatClient) -> Message:
    await offered(chat)
    since = chat.mark()
    await chat.tap("Pay ⭐")
    return await chat.wait_for(is_invoice, since=since)
