"""Whom the owners have blocked: told so, and nothing else."""

from bot.core.access.tables import Person
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import fill_default


async def block(bench: Bench, chat: ChatClient) -> None:
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        (await session.get_one(Person, chat.person.id)).blocked = True


async def test_a_blocked_person_s_taps_and_commands_are_refused(bench: Bench) -> None:
    await bench.start()
    chat = bench.private(bench.playground.world.add_person("Max"))
    form = await fill_default(chat)
    await block(bench, chat)
    answer = await chat.tap("Confirm", message=form)
    assert answer is not None
    assert (answer.text, answer.show_alert) == (
        "The owners of this bot have blocked you.",
        True,
    )
    for words in ("/start", "/order", "/help", "/nothing", "likes"):
        since = chat.mark()
        await chat.say(words)
        await chat.wait_for("have blocked you", since=since)
    assert bench.added() == []
