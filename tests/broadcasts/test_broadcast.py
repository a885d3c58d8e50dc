"""/broadcast: composed by an owner, seen first, sent once to whom it is meant for."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from sqlmodel import col, select

from bot.broadcasts.tables import Broadcast, Recipient
from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat
from bot.core.telegram.limiter import RateLimit, RateLimits
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.model import Message
from tests import conftest
from tests.conftest import Bench, until
from tests.ordering import labels
from tests.proof import first_quick, proof

BOLD = Formatted("Sale today", [{"type": "bold", "offset": 0, "length": 4}])
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08\x08\x02\x00\x00\x00"
MUTE, UNMUTE = "🔕 No more news", "🔔 News again"


async def people(bench: Bench, *names: str, language: str = "en") -> list[ChatClient]:
    """Return private chats of people who have said hello."""
    found = []
    for name in names:
        chat = bench.private(bench.playground.world.add_person(name, language_code=language))
        await chat.say("/start")
        await chat.wait_for(lambda message: bool(message.text))
        found.append(chat)
    return found


async def compose(owner: ChatClient, content: Formatted = BOLD, **more: Any) -> Message:
    """Give a broadcast its message, and return its draft."""
    since = owner.mark()
    await owner.say("/broadcast")
    asked = await owner.wait_for("📣 Send the message", since=since)
    since = owner.mark()
    await owner.post(content, reply_to=asked, **more)
    return await owner.wait_for("what every chat will see", since=since)


def button(message: Message, label: str) -> str:
    """Return what a button carries."""
    (data,) = [it.data for row in message.buttons for it in row if it.label == label]
    return data or ""


async def send(owner: ChatClient) -> None:
    await owner.tap("📣 Send")
    await owner.tap("Yes, send")


def received(chat: ChatClient, text: str = BOLD.text) -> list[Message]:
    return [message for message in chat.bot_messages() if message.text == text]


async def stored(bench: Bench) -> tuple[list[Broadcast], list[int]]:
    """Return all broadcasts, and the chats that are still to get one."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        found = (await session.execute(select(Broadcast))).scalars().all()
        left = (await session.execute(select(Recipient.chat_id))).scalars().all()
    return list(found), list(left)


async def change(bench: Bench, chat: ChatClient, **values: Any) -> None:
    assert bench.app is not None
    async with bench.app.database.begin() as session:
        (await session.get_one(Chat, chat.chat.id)).sqlmodel_update(values)


async def test_it_goes_to_everybody_as_it_looked(bench: Bench, chat: ChatClient) -> None:
    anna, boris = await people(bench, "Anna", "Boris")
    draft = await compose(chat)
    assert "It goes to 2 chats." in draft.text
    await chat.tap("🔗 Buttons")
    asked = await chat.wait_for("🔗 Send the buttons")
    typed = "Our site - https://example.com/a\nTerms | https://example.com/b"
    await chat.say(typed, reply_to=asked)
    preview = await chat.wait_for(lambda message: "Our site" in labels(message))
    await chat.wait_for("what every chat will see", since=preview.changed_at)
    await send(chat)
    report = await chat.wait_for("Sent: 2 · blocked the bot: 0 · failed: 0")
    for client in (anna, boris):
        (news,) = received(client)
        assert news.content == preview.content == BOLD
        assert labels(news) == labels(preview) == ["Our site", "Terms", MUTE]
    assert "The broadcast was sent" in report.text
    assert len(received(chat)) == 2  # the owner has seen it without and with the buttons


@proof
async def test_a_photo_with_a_caption(bench: Bench, chat: ChatClient) -> None:
    (anna,) = await people(bench, "Anna")
    await compose(chat, photo=PNG)
    await send(chat)
    news = await anna.wait_for(lambda message: message.file is not None)
    assert news.content == BOLD
    assert news.file is not None
    assert (news.file["kind"], anna.read_file(news)[1]) == ("photo", PNG)


async def test_something_else_is_asked_for_again(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/broadcast")
    asked = await chat.wait_for("📣 Send the message")
    since = chat.mark()
    file = {"kind": "sticker", "as_sent": {}, "id": "x"}
    as_sent = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1, "type": "regular"}
    file["as_sent"] = as_sent | {"is_animated": False, "is_video": False}
    bench.playground.world.post(
        bench.owner, chat.chat, Formatted(""), reply_to=asked.message_id, file=file
    )
    await chat.wait_for("Only a text, or a photo with a caption", since=since)
    assert [news.text for news in (await stored(bench))[0]] == [""]
    await chat.post(BOLD)
    await chat.wait_for("what every chat will see")


async def test_the_audience_is_chosen_by_buttons(bench: Bench, chat: ChatClient) -> None:
    world = bench.playground.world
    (anna,) = await people(bench, "Anna")
    (boris,) = await people(bench, "Борис", language="ru")
    (old,) = await people(bench, "Old")
    (muted,) = await people(bench, "Muted")
    group = bench.in_group(anna.person, world.groups.add("Team", members=[anna.person]))
    await group.wait_for("Hello")
    await change(bench, old, seen_on=bench.now().date().replace(year=2020))
    await change(bench, muted, muted=True)
    draft = await compose(chat)
    for button, count in (
        ("• All chats", "4 chats"),
        ("Private chats", "3 chats"),
        ("7 days", "2 chats"),
        ("Русский", "1 chat."),
        ("Groups", "0 chats"),
        ("All languages", "1 chat."),
        ("Any time", "1 chat."),
    ):
        since = chat.mark()
        await chat.tap(button, message=draft)
        if not button.startswith("•"):
            draft = await chat.wait_for("It goes to", since=since)
        assert f"It goes to {count}" in draft.text
        assert f"• {button.removeprefix('• ')}" in labels(draft)
    await send(chat)
    await chat.wait_for("Sent: 1 ·")
    assert len(received(group)) == 1
    assert sum(len(received(client)) for client in (anna, boris, old, muted)) == 0


async def test_in_quiet_hours_it_makes_no_sound(bench: Bench, chat: ChatClient) -> None:
    anna, boris = await people(bench, "Anna", "Boris")
    await change(bench, anna, quiet_from=0, quiet_until=1439)
    await compose(chat)
    await send(chat)
    await chat.wait_for("Sent: 2 ·")
    assert [it.silent for it in received(anna)] == [True]
    assert [it.silent for it in received(boris)] == [False]


async def test_nobody_is_no_audience(bench: Bench, chat: ChatClient) -> None:
    draft = await compose(chat)
    for data in (button.data or "" for row in draft.buttons for button in row[:1]):
        assert data.startswith("bc:1:")
    to_send = button(draft, "📣 Send")
    for data in (to_send, to_send.replace(":y:", ":z:")):
        answer = await chat.press(draft, data)
        assert answer is not None
        assert answer.text == "No chat matches that."
    assert [news.state for news in (await stored(bench))[0]] == ["draft"]


async def test_a_closed_bot_writes_only_to_chats_that_were_let_in(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    anna, boris = await people(bench, "Anna", "Boris")
    await change(bench, anna, standing=ChatAccess.APPROVED)
    owner = bench.private()
    assert "It goes to 1 chat." in (await compose(owner)).text
    await send(owner)
    await owner.wait_for("Sent: 1 ·")
    assert (len(received(anna)), len(received(boris))) == (1, 0)


async def test_a_person_mutes_news_and_hears_them_again(bench: Bench, chat: ChatClient) -> None:
    (anna,) = await people(bench, "Anna")
    await compose(chat)
    await send(chat)
    news = await anna.wait_for(BOLD.text)
    answer = await anna.tap(MUTE)
    assert answer is not None
    assert answer.text == "🔕 This chat won't get news any more."
    await anna.wait_for(lambda message: labels(message) == [UNMUTE])
    assert "It goes to 0 chats." in (await compose(chat)).text
    await anna.say("/start")
    await anna.wait_for(lambda message: "Hello" in message.text and UNMUTE in labels(message))
    await anna.tap(UNMUTE, message=news)
    await anna.wait_for(lambda message: labels(message) == [MUTE])
    assert "It goes to 1 chat." in (await compose(chat)).text


@proof
async def test_a_group_s_administrators_mute_it(bench: Bench, chat: ChatClient) -> None:
    world = bench.playground.world
    admin, member = world.add_person("Admin"), world.add_person("Max")
    group = world.groups.add("Team", members=[admin, member], admins=[admin])
    as_admin, as_member = bench.in_group(admin, group), bench.in_group(member, group)
    await as_admin.wait_for("Hello")
    await compose(chat)
    await send(chat)
    news = await as_member.wait_for(BOLD.text)
    refused = await as_member.tap(MUTE)
    assert refused is not None
    assert (refused.text, refused.show_alert) == ("You can't do that here.", True)
    assert labels(news) == [MUTE]
    await as_admin.tap(MUTE)
    await as_admin.wait_for(lambda message: labels(message) == [UNMUTE])
    for client, shown in ((as_member, False), (as_admin, True)):
        since = client.mark()
        await client.say("/start")
        greeting = await client.wait_for("Hello", since=since)
        assert (UNMUTE in labels(greeting)) is shown


async def test_only_owners_and_only_the_one_who_composed_it(bench: Bench) -> None:
    await bench.start()
    anna, boris = await people(bench, "Anna", "Boris")
    owner = bench.private()
    draft = await compose(owner)
    await anna.say("/broadcast")
    shown = await anna.wait_for("You can't do that here.")
    asked = next(
        message for message in owner.bot_messages() if "📣 Send the message" in message.text
    )
    for action in "cukldsyzxpght":
        answer = await anna.press(shown, f"bc:1:{action}:1")
        assert answer is not None
        assert answer.text == "You can't do that here."
        answer = await owner.press(draft, f"bc:7:{action}:1")
        assert answer is not None
        assert answer.text == "This broadcast no longer exists. Start a new one with /broadcast."
    forged = bench.playground.world.write(anna.chat, None, asked.content)
    await anna.post(Formatted("Evil"), reply_to=forged)
    (kept,), left = await stored(bench)
    assert (kept.state, kept.text, left) == ("draft", BOLD.text, [])
    assert received(boris) == []


async def test_in_a_group_nobody_is_asked_for_a_message(bench: Bench, chat: ChatClient) -> None:
    group = bench.playground.world.groups.add("Team", members=[bench.owner])
    client = bench.in_group(bench.owner, group)
    await client.say("/broadcast")
    await client.wait_for("Write /broadcast in your private chat with me.")
    assert (await stored(bench))[0] == []


async def test_what_cannot_be_sent_is_said(bench: Bench, chat: ChatClient) -> None:
    await compose(chat)
    await chat.tap("🔗 Buttons")
    asked = await chat.wait_for("🔗 Send the buttons")
    await chat.say("Our site", reply_to=asked)
    await chat.wait_for("This line is not a button: Our site.")
    bench.playground.faults.add("sendMessage", times=1, code=400, description="Bad Request: URL")
    await chat.say("Our site - https://example.com", reply_to=asked)
    await chat.wait_for("Telegram does not accept this: Url")
    assert [news.links for news in (await stored(bench))[0]] == [[]]
    await chat.tap("✕ Cancel")
    await chat.wait_for("Nobody received it.")
    await chat.say("A - https://a.example", reply_to=asked)
    await chat.wait_for("This broadcast no longer exists.")
    assert (await stored(bench))[0] == []


async def landed(bench: Bench) -> None:
    """Wait until no chat is being sent a broadcast."""
    assert bench.app is not None
    flying = True
    while flying:
        await asyncio.sleep(0.01)
        async with bench.app.database.read() as session:
            leased = select(Recipient).where(col(Recipient.lease_until).is_not(None))
            flying = (await session.execute(leased)).first() is not None


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Iterable[None]:
    """Let the bot send a message in a quarter of a second."""
    slow = RateLimits(
        overall=RateLimit(6, 1.0), chat=RateLimit(100, 0.1), group=RateLimit(100, 0.1)
    )
    monkeypatch.setattr(conftest, "FAST", slow)
    return ()


@proof
async def test_pause_continue_and_stop(bench: Bench, slowly: None) -> None:
    await bench.start()
    clients = await people(bench, *(f"P{number}" for number in range(24)))
    owner = bench.private()

    def got() -> int:
        return sum(len(received(client)) for client in clients)

    await compose(owner)
    await send(owner)
    await until(lambda: got() > 0)
    await owner.tap("⏸ Pause")
    paused = await owner.wait_for("⏸ The broadcast is paused.")
    assert "of 24" in paused.text
    await landed(bench)
    before = got()
    assert 0 < before < 24
    assert (await stored(bench))[0][0].sent == before
    await owner.tap("▶️ Continue")
    await owner.wait_for("📣 The broadcast is being sent.")
    await until(lambda: got() > before)
    answer = await owner.tap("⏹ Stop")
    assert answer is not None
    assert answer.text == "It is paused. Stop it for good, or continue."
    await landed(bench)
    await owner.tap("⏹ Stop for good")
    report = await owner.wait_for("Not sent:")
    (news,), left = await stored(bench)
    assert (news.state, news.sent, left) == ("stopped", got(), [])
    assert got() < 24
    assert "⏹ The broadcast was stopped." in report.text
    assert max(len(received(client)) for client in clients) == 1


@proof
async def test_it_goes_on_where_it_stood_after_a_restart(bench: Bench, slowly: None) -> None:
    await bench.start()
    clients = await people(bench, *(f"P{number}" for number in range(16)))
    owner = bench.private()
    await compose(owner)
    await send(owner)
    await until(lambda: sum(len(received(client)) for client in clients) > 1)
    await bench.stop()
    assert 0 < sum(len(received(client)) for client in clients) < 16
    await bench.start()
    await owner.wait_for("Sent: 16 · blocked the bot: 0 · failed: 0")
    assert [len(received(client)) for client in clients] == [1] * 16
    await owner.wait_for(lambda it: "16 of 16" in it.text and not labels(it))


@proof
async def test_who_blocked_the_bot_a_group_that_migrated_and_a_flood(
    bench: Bench, chat: ChatClient
) -> None:
    world = bench.playground.world
    anna, boris, carl = await people(bench, "Anna", "Boris", "Carl")
    group = world.groups.add("Team", members=[anna.person], supergroup=False)
    await bench.in_group(anna.person, group).wait_for("Hello")
    await compose(chat)
    assert bench.app is not None
    boris.person.blocked_bot = True  # the update about it was missed
    moved = world.groups.migrate(group)
    async with bench.app.database.begin() as session:  # and so were those about the move
        await session.merge(
            Chat(id=group.id, type="group", title="Team", language="en", created_at=bench.now())
        )
    await chat.tap("📣 Send")
    bench.playground.faults.add("sendMessage", times=1, retry_after=1)
    await chat.tap("Yes, send")
    report = await chat.wait_for("blocked the bot: 1")
    assert "failed: 0" in report.text
    assert [len(received(client)) for client in (anna, boris, carl)] == [1, 0, 1]
    assert len(received(bench.in_group(anna.person, moved))) == 1
    async with bench.app.database.read() as session:
        assert not (await session.get_one(Chat, boris.chat.id)).reachable


@proof
async def test_a_failure_is_reported_in_telegram_s_words(bench: Bench, chat: ChatClient) -> None:
    (anna,) = await people(bench, "Anna")
    await compose(chat)
    await chat.tap("📣 Send")
    bench.playground.faults.add("sendMessage", times=1, code=400, description="Bad Request: no")
    await chat.tap("Yes, send")
    report = await chat.wait_for("The latest failure, in Telegram's words: No")
    assert "Sent: 0 · blocked the bot: 0 · failed: 1" in report.text
    assert received(anna) == []


async def test_an_older_preview_sends_nothing(bench: Bench, chat: ChatClient) -> None:
    (anna,) = await people(bench, "Anna")
    older = await compose(chat)
    to_send = button(older, "📣 Send")
    await chat.tap("✏️ Other message", message=older)
    asked = await chat.wait_for(
        lambda it: "📣 Send the message" in it.text, since=older.changed_at
    )
    await chat.post(Formatted("Everything is free"), reply_to=asked)
    draft = await chat.wait_for(lambda it: it is not older and "every chat will see" in it.text)
    for data in (to_send, to_send.replace(":y:", ":z:")):
        answer = await chat.press(older, data)
        assert answer is not None
        assert answer.text == "This button is out of date."
    assert [news.state for news in (await stored(bench))[0]] == ["draft"]
    await chat.wait_for(lambda it: it is older and it.text == "This preview is out of date.")
    newest = await chat.wait_for("every chat will see", since=draft.changed_at)
    await chat.tap("📣 Send", message=newest)
    await chat.tap("Yes, send", message=newest)
    await chat.wait_for("Sent: 1 ·")
    assert len(received(anna, "Everything is free")) == 1
    assert received(anna) == []


@proof
async def test_another_choice_of_chats_is_asked_about_anew(bench: Bench, chat: ChatClient) -> None:
    (anna,) = await people(bench, "Anna")
    draft = await compose(chat)
    to_send = button(draft, "📣 Send")
    await chat.tap("Groups", message=draft)
    await chat.wait_for("It goes to 0 chats.")
    answer = await chat.press(draft, to_send)
    assert answer is not None
    assert answer.text == "This button is out of date."
    draft = await chat.wait_for("It goes to 0 chats.", since=draft.changed_at)
    await chat.tap("Private chats", message=draft)
    await chat.wait_for("It goes to 1 chat.")
    await send(chat)
    await anna.wait_for(BOLD.text)


@proof
async def test_a_draft_that_was_left_lends_its_number_to_none(
    bench: Bench, chat: ChatClient
) -> None:
    await people(bench, "Anna")
    older = await compose(chat)
    to_send = button(older, "📣 Send")
    await chat.tap("Cancel", message=older)
    await chat.wait_for("Nobody received it.")
    await chat.say("/broadcast")
    await chat.wait_for("📣 Send the message")
    for data in (to_send, to_send.replace(":y:", ":z:")):
        answer = await chat.press(older, data)
        assert answer is not None
        assert answer.text == "This broadcast no longer exists. Start a new one with /broadcast."
    assert [(news.id, news.state, news.text) for news in (await stored(bench))[0]] == [
        (2, "draft", "")
    ]


@pytest.mark.parametrize(
    "prefix", first_quick(1, ["/broadcast ", "/broadcast\n", "\u200e/broadcast  "])
)
async def test_what_follows_the_command_is_the_message(
    bench: Bench, chat: ChatClient, prefix: str
) -> None:
    (anna,) = await people(bench, "Anna")
    bold = {"type": "bold", "offset": len(prefix) + 3, "length": 5}
    await chat.post(Formatted(f"{prefix}🎉 Sales today", [bold]))
    await chat.wait_for("what every chat will see")
    await send(chat)
    news = await anna.wait_for("🎉 Sales today")
    (entity,) = news.content.entities
    assert (news.text, entity["type"], entity["offset"]) == ("🎉 Sales today", "bold", 3)


@proof
async def test_a_reply_with_the_command_sends_what_it_replies_to(
    bench: Bench, chat: ChatClient
) -> None:
    (anna,) = await people(bench, "Anna")
    written = await chat.post(BOLD)
    await chat.say("/broadcast", reply_to=written)
    await chat.wait_for("what every chat will see")
    await send(chat)
    assert (await anna.wait_for(BOLD.text)).content == BOLD


@proof
async def test_the_message_need_not_be_a_reply(bench: Bench, chat: ChatClient) -> None:
    (anna,) = await people(bench, "Anna")
    await chat.say("/broadcast")
    await chat.wait_for("📣 Send the message")
    await chat.post(BOLD)
    await chat.wait_for("what every chat will see")
    await send(chat)
    await anna.wait_for(BOLD.text)
