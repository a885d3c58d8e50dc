"""Who wants to be told that little is left in the wallet is told, once until there is enough."""

import asyncio

from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.selling import give, start_selling, take
from tests.wallet.test_wallet import ask, tapped


async def _quiet(bench: Bench, chat: ChatClient, since: int) -> None:
    """See that nobody is notified while the bot checks again and again."""
    for _ in range(3):
        bench.wake_loops()
        await asyncio.sleep(0.05)
    await bench.pushed()
    assert not [it for it in chat.bot_messages() if it.changed_at > since and "🔔" in it.text]


async def test_a_low_balance_is_reported_once_until_there_is_enough_again(bench: Bench) -> None:
    await start_selling(bench)
    max_ = bench.playground.world.add_person("Max")
    chat = bench.private(max_)
    await ask(chat, "/start", "Hello")
    await give(bench, max_.id, "10")
    await ask(chat, "/wallet", "Balance: $10.00")
    await tapped(chat, "Low balance", "Below which balance")
    await tapped(chat, "$5.00", "Below which balance")
    await _quiet(bench, chat, chat.mark())
    since = chat.mark()
    await take(bench, max_.id, "6")
    bench.wake_loops()
    await chat.wait_for("🔔 Only $4.00 is left in your wallet.", since=since)
    await _quiet(bench, chat, chat.mark())
    await give(bench, max_.id, "6", key="second")
    await _quiet(bench, chat, chat.mark())
    since = chat.mark()
    await take(bench, max_.id, "7", key="later")
    bench.wake_loops()
    await chat.wait_for("🔔 Only $3.00 is left in your wallet.", since=since)


async def test_in_a_group_its_administrators_say_when(bench: Bench) -> None:
    await start_selling(bench)
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Team", members=[anna, boris], admins=[anna])
    boriss, annas = bench.in_group(boris, group), bench.in_group(anna, group)
    await ask(boriss, "/wallet", "Wallet of this group")
    answer = await boriss.tap("Low balance")
    assert answer is not None
    assert answer.text == "You can't do that here."
    await tapped(annas, "Low balance", "Below which balance")
