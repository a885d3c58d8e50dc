"""The panel of settings: pages, what each button does, the audit log, who may use it."""

from zoneinfo import available_timezones

import pytest
from sqlmodel import col, select

from bot.chats.tables import AuditEntry
from bot.core.access.home_zones import zone_of
from bot.core.access.tables import Chat as StoredChat
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Message, Person
from tests.conftest import Bench
from tests.ordering import labels, open_service
from tests.proof import proof


@pytest.fixture
async def people(bench: Bench) -> tuple[Person, Person]:
    """Return an administrator and a member."""
    world = bench.playground.world
    return world.add_person("Anna"), world.add_person("Max", username="max")


@pytest.fixture
async def group(bench: Bench, people: tuple[Person, Person]) -> Chat:
    """Return a group of both, with the bot running."""
    admin, member = people
    chat = bench.playground.world.groups.add("Team", members=[admin, member], admins=[admin])
    await bench.start()
    return chat


async def opened(chat: ChatClient) -> Message:
    """Open the panel."""
    since = chat.mark()
    await chat.say("/settings")
    return await chat.wait_for("⚙️", since=since)


async def stored(bench: Bench, chat: Chat) -> StoredChat:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(StoredChat, chat.id)


async def log(bench: Bench) -> list[tuple[str, str, str, str]]:
    """Return the audit log: who, what, before, after."""
    assert bench.app is not None
    async with bench.app.database.read() as session:
        found = (await session.execute(select(AuditEntry).order_by(col(AuditEntry.id)))).scalars()
        return [(it.user_name, it.change, it.before, it.after) for it in found]


async def test_every_page_opens_and_leads_back(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    panel = await opened(admin)
    for label, title in (
        ("Who may order", "Administrators may always order"),
        ("The list", "The list of who may order"),
        ("Categories", "What can be ordered here"),
        ("📣 Announcements", "Who gets notified: the group"),
        ("Quiet hours", "make no sound"),
        ("🌐 Language", "Choose the language"),
        ("Time zone", "Local time"),
        ("Changes", "No changes yet"),
    ):
        await admin.tap(label, message=panel)
        await admin.wait_for(title)
        await admin.tap("Back", message=panel)
        await admin.wait_for("Settings of this group")
    await admin.tap("Close", message=panel)
    await admin.wait_for("Settings closed")
    assert len(admin.bot_messages()) == 2
    assert await log(bench) == []


async def test_what_is_set_stays_and_is_written_down(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    panel = await opened(admin)
    for page, button in (
        ("Who may order", "administrators"),
        ("📣 Announcements", "only problems"),
        ("📣 Announcements", "both"),
        ("Quiet hours", "23:00"),
        ("Time zone", "Europe"),
    ):
        await admin.tap(page, message=panel)
        answer = await admin.tap(button, message=panel)
        assert answer is not None
        assert answer.text in {"Saved.", None}
        if button != "Europe":
            await admin.tap("Back", message=panel)
    await admin.tap("Berlin", message=panel)
    await admin.wait_for("Time zone: Berlin")
    await admin.tap("Pause", message=panel)
    main = await admin.wait_for("Ordering: paused")
    for line in (
        "Who may order: administrators",
        "Announcements: only problems",
        "Who gets notified: both",
        "Quiet hours: 23:00 – 08:00",
    ):
        assert line in main.text
    since = admin.mark()
    await admin.say("/resume")
    await admin.wait_for("Ordering is open", since=since)
    await admin.say("/resume")
    assert await log(bench) == [
        ("Anna", "policy", "everyone", "administrators"),
        ("Anna", "announcements", "all", "problems"),
        ("Anna", "told", "group", "both"),
        ("Anna", "quiet", "", "1380-480"),
        ("Anna", "time_zone", "UTC", "Europe/Berlin"),
        ("Anna", "paused", "False", "True"),
        ("Anna", "paused", "True", "False"),
    ]
    panel = await opened(admin)
    await admin.tap("Changes", message=panel)
    shown = (await admin.wait_for("📜 Changes · 7")).text
    assert "Paused: yes → no" in shown
    assert "Time zone: UTC → Berlin" in shown
    assert "Announcements: all changes → only problems" in shown


async def test_what_is_typed_is_taken_from_a_reply(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    panel = await opened(admin)
    await admin.tap("Time zone", message=panel)
    await admin.tap("Another", message=panel)
    asked = await admin.wait_for("Send your city or time zone")
    assert asked.force_reply_for == people[0].id
    await member.say("Tokyo", reply_to=asked)
    await admin.say("Atlantis", reply_to=asked)
    await admin.wait_for("I don't know this time zone")
    since = admin.mark()
    await admin.say("new york", reply_to=asked)
    await admin.wait_for("Time zone: New York", since=since)
    await admin.tap("Quiet hours")
    await admin.wait_for("make no sound")
    await admin.press(panel, "s:t:quiet")
    asked = await admin.wait_for("Send the quiet hours")
    await admin.say("late", reply_to=asked)
    await admin.wait_for("Send two times")
    since = admin.mark()
    await admin.say("22.30 - 6", reply_to=asked)
    await admin.wait_for("⚙️", since=since)
    assert await log(bench) == [
        ("Anna", "time_zone", "UTC", "America/New_York"),
        ("Anna", "quiet", "", "1350-360"),
    ]


async def test_nobody_else_changes_anything(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    panel = await opened(admin)
    before = await stored(bench, group)
    for data in (
        "s:o:m",
        "s:o:h:0",
        "s:c:policy:list",
        "s:c:paused:1",
        "s:c:categories:",
        "s:c:language:ru",
        f"s:r:{people[1].id}:0",
        "s:k:1:0:0",
        "s:p:1:0:0",
        "s:t:time_zone",
        "s:x",
    ):
        answer = await member.press(panel, data)
        assert answer is not None
        assert (answer.text, answer.show_alert) == ("You can't do that here.", True)
    assert await stored(bench, group) == before
    assert await log(bench) == []


async def test_what_was_never_offered_changes_nothing(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin = bench.in_group(people[0], group)
    panel = await opened(admin)
    before = await stored(bench, group)
    for data in (
        "s:",
        "s:zz",
        "s:c:policy:nobody",
        "s:c:paused:2",
        "s:c:quiet:1-99999",
        "s:c:quiet:²-5",
        "s:c:language:xx",
        "s:c:time_zone:../etc/passwd",
        "s:c:listed:5",
        "s:c:nothing:1",
        "s:r:x:x",
        "s:k:99999:0:0",
        "s:p:99999:0:0",
        "s:t:policy",
    ):
        assert await admin.press(panel, data) is not None
    assert await stored(bench, group) == before
    assert await log(bench) == []


@proof
async def test_a_private_chat_has_the_settings_that_fit(bench: Bench) -> None:
    await bench.start()
    max_ = bench.private(bench.playground.world.add_person("Max"))
    panel = await opened(max_)
    assert "Your settings" in panel.text
    assert "Who may order" not in panel.text
    assert labels(panel) == [
        "📣 Announcements",
        "🌙 Quiet hours",
        "🌐 Language",
        "🕒 Time zone",
        "✕ Close",
    ]
    before = await stored(bench, max_.chat)
    for data in ("s:c:policy:list", "s:c:paused:1", "s:c:categories:", "s:k:1:0:0", "s:p:1:0:0"):
        assert await max_.press(panel, data) is not None
    assert await stored(bench, max_.chat) == before
    for data in ("s:o:l", "s:o:h:0", "s:o:c:0"):
        await max_.press(panel, data)
        await max_.wait_for("Your settings")
    await max_.tap("🌐 Language", message=panel)
    await max_.tap("Русский", message=panel)
    await max_.wait_for("Выберите язык")


async def test_an_anonymous_administrator_stays_anonymous_in_the_log(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    bench.playground.world.groups.set_anonymous(group, people[0], True)
    admin = bench.in_group(people[0], group)
    panel = await opened(admin)
    await admin.tap("Pause", message=panel)
    await admin.wait_for("Ordering: paused")
    assert await log(bench) == [("Team", "paused", "False", "True")]


async def test_a_group_orders_from_the_categories_it_is_given(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    panel = await opened(admin)
    await admin.tap("Categories", message=panel)
    await admin.tap("Instagram", message=panel)
    await admin.tap("None of these", message=panel)
    await admin.wait_for("Categories: 1 of", since=0)
    for words in ("/order", "/services"):
        since = member.mark()
        await member.say(words)
        form = await member.wait_for("Choose a category", since=since)
        assert "Instagram" not in form.text
    since = member.mark()
    await member.say("/search instagram followers")
    await member.wait_for("Nothing was found", since=since)
    mine = bench.private(people[1])
    await open_service(mine, "Instagram", "Followers", "[Real]")
    await admin.tap("All of these", message=panel)
    await admin.wait_for("Categories: all")
    assert [entry[1:] for entry in await log(bench)] == [
        ("category", "Instagram", ""),
        ("category", "", "Instagram"),
    ]


@proof
async def test_a_form_that_is_open_ends_where_its_category_is_taken_away(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    form = await open_service(member, "Instagram", "Followers", "[Real]")
    panel = await opened(admin)
    await admin.tap("Categories", message=panel)
    await admin.tap("Instagram", message=panel)
    await admin.tap("Instagram Followers", message=panel)
    await admin.wait_for("Categories:")
    await member.tap("🛒 Order", message=form)
    await member.wait_for("This is no longer in the catalogue")
    assert bench.added() == []


async def test_the_menu_offers_settings_to_who_may_change_them(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    shown = {}
    for chat in (admin, member, bench.private(people[1]), bench.private()):
        since = chat.mark()
        await chat.say("/start")
        greeting = await chat.wait_for("Hello", since=since)
        shown[chat] = labels(greeting).count("⚙️ Settings")
    assert list(shown.values()) == [1, 0, 1, 1]


async def test_the_language_of_a_group_is_written_down_too(
    bench: Bench, people: tuple[Person, Person], group: Chat
) -> None:
    admin, member = (bench.in_group(person, group) for person in people)
    await admin.say("/language")
    offered = await admin.wait_for("Choose the language")
    answer = await member.tap("Русский", message=offered)
    assert answer is not None
    assert answer.text == "You can't do that here."
    await admin.tap("Русский", message=offered)
    await admin.wait_for("Здравствуйте", since=0)
    assert await log(bench) == [("Anna", "language", "en", "ru")]


async def test_an_outsider_has_no_settings(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/settings")
    refused = await stranger.wait_for("This bot is private")
    answer = await stranger.press(refused, "s:c:quiet:0-60")
    assert answer is not None
    assert "private" in (answer.text or "")
    assert (await stored(bench, stranger.chat)).quiet_from is None
    assert await log(bench) == []


@pytest.mark.parametrize(
    ("language", "zone"),
    [
        ("tr", "Europe/Istanbul"),
        ("pt-br", "America/Sao_Paulo"),
        ("pt", "UTC"),
        ("en", "UTC"),
        ("zh-hans", "Asia/Shanghai"),
        ("de-AT", "Europe/Berlin"),
        (None, "UTC"),
    ],
)
def test_the_zone_is_guessed_where_a_language_suggests_one(
    language: str | None, zone: str
) -> None:
    assert zone_of(language) == zone
    assert zone in available_timezones()


async def test_times_are_in_the_zone_of_the_language(bench: Bench) -> None:
    await bench.start()
    person = bench.playground.world.add_person("Deniz", language_code="tr")
    chat = bench.private(person)
    await chat.say("/settings")
    await chat.wait_for("İstanbul")
