"""The catalogue as lists: of any length, whatever the names, in the panel's own order."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.screens.browse import PLATFORMS_A_PAGE
from bot.catalogue.screens.listing import PAGE_SIZE, without_shared_start
from bot.catalogue.search import index_of
from bot.catalogue.service.loading import load
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Database
from bot.core.languages import Catalogues
from bot.core.paging import page_count
from bot.core.telegram.context import Actor
from bot.orders.screens import form
from bot.orders.screens.form_view import FormView
from bot.orders.service.form import load_form
from bot.orders.tables import Draft, Step
from bot.panel.api.service_list import read_services
from bot.sandbox.panel.catalogue import make_services
from bot.sandbox.telegram import html, markup
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Button, Message
from bot.sandbox.telegram.texts import MOST_TEXT
from tests.conftest import Bench, service
from tests.migrated import migrated_file
from tests.ordering import labels, listed_names, open_service
from tests.proof import first_quick, proof
from tests.stock import stock

LANGUAGES, NOTHING = Catalogues(), index_of(Catalogue())  # read once: there are many pages
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MOST_ENTITIES = 100
WILD_NAMES = (
    "𝐏𝐫𝐞𝐦𝐢𝐮𝐦 " * 60,
    "متابعين انستقرام حقيقيين " * 20,
    "👨‍👩‍👧‍👦🇺🇸" * 60,
    "<b>&amp;</b>" * 50,
    "─" * 300,
    "\u202eevil\u2069",
    "x",
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    file = tmp_path / "x.sqlite3"
    file.write_bytes(migrated_file())
    database = Database(f"sqlite:///{file}")
    yield database
    await database.close()


async def sold(database: Database, rows: list[dict[str, Any]]) -> Catalogue:
    found = read_services(rows)
    assert found is not None
    async with database.begin() as session:
        await stock(session, found.services, NOW)
    async with database.read() as session:
        return await load(session)


async def drawn(
    database: Database, catalogue: Catalogue, language: str, **values: Any
) -> tuple[str, list[Button]]:
    """Draw a page as an owner sees it, check what Telegram would, and return text and buttons."""
    chat = Chat(id=1, type="private", title="", language=language, created_at=NOW)
    t = LANGUAGES.translator(language)
    actor = Actor(chat=chat, user_id=1, name="", role=Role.OWNER, t=t)
    draft = Draft(id=10**15, key="k", chat_id=1, user_id=1, user_name="", updated_at=NOW, **values)
    draft.revision = 10**9
    async with database.read() as session:
        data = await load_form(
            session, draft, catalogue, NOTHING, chat=chat, role=actor.role, now=NOW
        )
    screen = form.draw(FormView(catalogue, NOTHING, draft, actor, NOW, data))
    text = html.parse(screen.text)
    assert 0 < text.units <= MOST_TEXT
    assert len(text.entities) <= MOST_ENTITIES
    keyboard = screen.keyboard
    assert keyboard is not None
    shown = markup.read(keyboard.to_dict())
    return text.text, [button for row in shown.buttons for button in row]


def numbers(buttons: list[Button]) -> list[int]:
    """Return the ids of our own that the buttons of a list carry."""
    chosen = [(button.data or "").split(":") for button in buttons]
    return [int(data[4]) for data in chosen if data[0] == "f" and data[3] in {"p", "c", "s"}]


@proof
@pytest.mark.parametrize("wild", first_quick(1, [True, False]))
async def test_every_page_of_every_list(database: Database, wild: bool) -> None:
    rows = make_services(1500)
    if wild:
        for number, row in enumerate(rows):
            row["name"] = WILD_NAMES[number % len(WILD_NAMES)]
            row["category"] = f"{row['category']} {WILD_NAMES[number // 30 % len(WILD_NAMES)]}"
    catalogue = await sold(database, rows)
    ids = {it.key: it.id for category in catalogue.categories for it in category.services}
    language = "ru" if wild else "en"
    platforms, categories, services = [], [], []
    for page in range(page_count(len(catalogue.platforms), PLATFORMS_A_PAGE)):
        _, buttons = await drawn(database, catalogue, language, step=Step.PLATFORM, page=page)
        platforms += numbers(buttons)
    for platform in catalogue.platforms:
        for page in range(page_count(len(platform.categories), PAGE_SIZE)):
            at = {"step": Step.CATEGORY, "platform": platform.name, "page": page}
            _, buttons = await drawn(database, catalogue, language, **at)
            categories += numbers(buttons)
    for category in catalogue.categories:
        for page in range(page_count(len(category.services), PAGE_SIZE)):
            at = {"step": Step.SERVICE, "category_id": category.id, "page": page}
            text, buttons = await drawn(database, catalogue, language, **at)
            services += numbers(buttons)
            assert len(re.findall(r"^ *[0-9]+\. ", text, re.MULTILINE)) >= len(numbers(buttons))
    assert platforms == [platform.id for platform in catalogue.platforms]
    assert sorted(categories) == sorted(category.id for category in catalogue.categories)
    sold_in = {str(row["service"]): row for row in rows}
    by_category: dict[str, list[str]] = {}
    for row in rows:
        by_category.setdefault(str(row["category"]), []).append(str(row["service"]))
    assert [ids[key] for key in services] == [
        number for its in by_category.values() for number in its
    ]
    assert len(services) == len(sold_in)


@pytest.mark.parametrize("name", first_quick(1, WILD_NAMES))
async def test_a_card_of_any_name(database: Database, name: str) -> None:
    row = service(1, name, category=name, desc="👍🏽 <p>" * 2000, average_time="𝐱" * 500)
    catalogue = await sold(database, [row])
    text, _ = await drawn(database, catalogue, "en", step=Step.CARD, service_id=1)
    assert "ID 1" in text


def is_page(number: str, message: Message) -> bool:
    return number in labels(message)


@proof
async def test_a_category_named_by_dashes_holds_164_services(bench: Bench) -> None:
    dashes = "─" * 24
    bench.panel.services.extend(
        service(n, f"Views {n}", category=dashes) for n in range(1000, 1164)
    )
    await bench.start()
    chat = bench.private()
    await chat.say("/services")
    await chat.tap("Other · 164")
    await chat.tap(f"{dashes} · 164")
    seen: list[str] = []
    for page in range(1, 22):
        shown = await chat.wait_for(partial(is_page, f"{page}/21"))
        seen += listed_names(shown)
        if page < 21:
            await chat.tap("▶")
    assert seen == [f"Views {n}" for n in range(1000, 1164)]


async def test_right_to_left_names_leave_numbers_and_prices_alone(bench: Bench) -> None:
    name, category = "متابعين 1K حقيقيين", "انستقرام"
    bench.panel.services[0] |= {"name": name, "category": f"Instagram {category}"}
    bench.panel.services[1]["category"] = category
    await bench.start()
    chat: ChatClient = bench.private()
    await chat.say("/services")
    await chat.tap("Instagram")
    shown = await chat.wait_for("Choose a category")
    assert labels(shown)[0] == f"\u2068Instagram {category}\u2069 · 1"
    await chat.tap(labels(shown)[0])
    listed = await chat.wait_for("Choose a service")
    assert labels(listed)[0] == f"1 · \u2068{name}\u2069"
    assert listed.text.splitlines()[-2:] == ["price · refill", "1.  $0.90  ✓"]


async def test_long_names_are_shown_as_far_as_a_message_goes(bench: Bench) -> None:
    name = "Instagram Followers [Real] " + "very " * 70 + "long"
    bench.panel.services[0]["name"] = name
    bench.panel.services[1]["name"] = "Instagram Followers [Drip] " + "𝐏" * 300
    await bench.start()
    chat = bench.private()
    card = await open_service(chat, "Instagram", "Followers", "[Real]")
    assert name in card.text
    await chat.tap("Back")
    listed = await chat.wait_for("Choose a service")
    assert f"1. {name}\n" in listed.text
    assert "𝐏…\n" in listed.text
    assert "1.  $0.90  ✓\n2.  $0.90  –" in listed.text


@pytest.mark.parametrize(
    ("names", "start", "rests"),
    [
        (
            ["Instagram Likes | Real | R30", "Instagram Likes | Bots", "instagram likes – HQ 🇺🇸"],
            "Instagram Likes",
            ["Real | R30", "Bots", "HQ 🇺🇸"],
        ),
        (["Likes Real", "Likes"], "", ["Likes Real", "Likes"]),
        (["Likes -", "Likes [ HQ ]"], "Likes", ["-", "[ HQ ]"]),
        (["Likes [ HQ ]", "Likes [ Real ]"], "Likes", ["[ HQ ]", "[ Real ]"]),
        (["Real Likes", "Bots Likes"], "", ["Real Likes", "Bots Likes"]),
        (["Likes HQ fast"], "", ["Likes HQ fast"]),
        ([], "", []),
    ],
)
def test_what_names_begin_with_alike_is_left_out(
    names: list[str], start: str, rests: list[str]
) -> None:
    assert without_shared_start(names) == (start, rests)


async def shown_list(bench: Bench, *names: str) -> Message:
    for row, name in zip(bench.panel.services, names, strict=False):
        row["name"] = name
    await bench.start()
    chat = bench.private()
    await open_service(chat, "Instagram", "Followers", "1")
    await chat.tap("Back")
    return await chat.wait_for("Choose a service")


async def test_long_names_that_begin_alike_are_distinguished_on_buttons(bench: Bench) -> None:
    start = "Instagram Followers from all the world, any account"
    listed = await shown_list(bench, f"{start} | Real", f"{start} | Bots [ 5K/Day ]")
    assert labels(listed)[:2] == ["1 · Real", "2 · Bots [ 5K/Day ]"]
    assert f"{start} …" in listed.text
    assert "1. " + start not in listed.text


async def test_of_names_too_long_for_buttons_the_rest_can_be_read_above(bench: Bench) -> None:
    more = " [ Refill 30 Days ] [ Max 500K ] [ Start 0-1 Hour ]"
    first, second = f"Instagram Followers [ Real ]{more}", f"Instagram Followers [ Bots ]{more}"
    listed = await shown_list(bench, first, second)
    assert labels(listed)[0].startswith("1 · [ Real ] [ Refill 30 Days")
    assert labels(listed)[1].startswith("2 · [ Bots ] [ Refill 30 Days")
    assert f"1. {first}\n2. {second}\n" in listed.text


async def test_names_that_look_alike_on_buttons_are_numbers(bench: Bench) -> None:
    start = "Followers_from_all_the_world,_any_account_"  # one word: nothing can be left out
    listed = await shown_list(bench, f"{start}real", f"{start}bots")
    assert labels(listed)[:2] == ["1", "2"]
    assert f"1. {start}real\n" in listed.text


async def test_the_card_of_a_package_says_no_quantities(bench: Bench) -> None:
    await bench.start()
    chat = bench.private()
    await chat.say("/order 5")
    card = await chat.wait_for("$5.00 for the package")
    assert "📏" not in card.text
    await chat.say("/order 1")
    assert "📏 From 100 to 10,000" in (await chat.wait_for("$0.90 per 1000")).text
