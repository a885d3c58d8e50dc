"""/export: orders as a file, made by a worker and sent to the chat."""

import asyncio
import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from bot.orders.rules.states import OrderState
from bot.reports.handlers import export_sender
from bot.reports.tables import Export
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench
from tests.order_log import NAMES, an_order, write
from tests.ordering import labels
from tests.proof import proof

S = OrderState
BOM = b"\xef\xbb\xbf"
HEAD = [
    "Order",
    "Number at the panel",
    "Date (UTC)",
    "Person",
    "Service",
    "Name of the service",
    "Link",
    "Quantity",
    "Delivered",
    "State",
    "Price",
    "Charge",
    "Currency",
    "Start count",
    "Remains",
    "Ended (UTC)",
]
EVIL = '=HYPERLINK("http://evil.example","x")'


async def fill(bench: Bench, *orders: dict[str, Any]) -> list[datetime]:
    """Write orders, the first the oldest, each an hour before the next; return their times."""
    assert bench.app is not None
    now = bench.now().replace(microsecond=0)
    times = [now - timedelta(hours=len(orders) - at) for at in range(len(orders))]
    rows = [
        an_order(number, at, **order)
        for number, (at, order) in enumerate(zip(times, orders, strict=True))
    ]
    await write(bench.app.database, rows, now)
    return times


def content_of(bench: Bench, message: Message) -> tuple[str, bytes]:
    """Return the name and the content of a document."""
    assert message.file is not None
    assert message.file["kind"] == "document"
    upload = bench.playground.messages.files[message.file["id"]]
    return upload.name, upload.content


def documents(chat: ChatClient) -> list[Message]:
    """Return the files of orders; owners get one of services, too, when the list has changed."""
    return [it for it in chat.bot_messages() if it.file and "orders" in str(it.file["as_sent"])]


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def finished(bench: Bench) -> None:
    """Wait until no file is left to be made."""
    assert bench.app is not None
    left = True
    while left:
        async with bench.app.database.read() as session:
            left = (await session.execute(select(Export))).first() is not None
        await asyncio.sleep(0.01)


async def test_a_csv_has_every_order_of_the_chat(bench: Bench, chat: ChatClient) -> None:
    here = {"chat_id": chat.chat.id}
    first, second = await fill(
        bench,
        here
        | {
            "state": S.PARTIAL,
            "remains": 300,
            "price": Decimal("0.0000063"),
            "charge": Decimal("-0.5"),
            "start_count": 12,
        },
        here | {"user_name": EVIL, "link": "@someone", "service_name": 'a, "b"\nc'},
    )
    await chat.say("/export")
    panel = await chat.wait_for("📦 Orders as a file")
    assert panel.text.endswith("2 orders")
    assert labels(panel) == [
        "CSV",
        "XLSX",
        "7 days",
        "• 30 days",
        "90 days",
        "All time",
        "• This chat",
        "All chats",
    ]
    await chat.tap("CSV")
    sent = await chat.wait_for(lambda message: message.file is not None)
    assert sent.text.endswith("2 orders")
    name, content = content_of(bench, sent)
    today = bench.now().date()
    assert name == f"orders_{today - timedelta(days=29)}_{today}.csv"
    ended = f"{first:%Y-%m-%d %H:%M:%S}"
    assert read_csv(content) == [
        HEAD,
        [
            *("1", "20000", ended, "Max", "1", NAMES[0], "https://www.instagram.com/p/0/"),
            *("1000", "700", "Partially delivered", "0.0000063", "-0.5", "USD", "12", "300"),
            ended,
        ],
        [
            *("2", "20001", f"{second:%Y-%m-%d %H:%M:%S}", f"'{EVIL}", "1", 'a, "b"\nc'),
            *("'@someone", "1000", "", "In progress", "1", "", "USD", "", "", ""),
        ],
    ]
    await chat.wait_for("✅ 2 orders were sent.")
    await finished(bench)


async def test_an_xlsx_has_numbers_dates_and_texts(bench: Bench, chat: ChatClient) -> None:
    (at,) = await fill(
        bench,
        {
            "chat_id": chat.chat.id,
            "state": S.COMPLETED,
            "price": Decimal("1234.56789"),
            "charge": Decimal("0.0063"),
            "start_count": 5,
            "user_name": EVIL,
        },
    )
    await chat.say("/export xlsx all")
    sent = await chat.wait_for(lambda message: message.file is not None)
    name, content = content_of(bench, sent)
    assert name == f"orders_{bench.now().date()}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Orders"]
    assert [cell.value for cell in sheet[1]] == HEAD
    assert [cell.value for cell in sheet[2]] == [
        1,
        "20000",
        at.replace(tzinfo=None),
        EVIL,
        "1",
        NAMES[0],
        "https://www.instagram.com/p/0/",
        1000,
        1000,
        "Completed",
        1234.56789,
        0.0063,
        "USD",
        5,
        None,
        at.replace(tzinfo=None),
    ]
    types = "".join(cell.data_type for cell in sheet[2])
    assert types == "nsdssssnnsnnsnnd"  # nothing is a formula: that would be an `f`
    assert sheet["K2"].number_format == "#,##0.00######"
    assert sheet["C2"].number_format == "yyyy-mm-dd hh:mm"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:P2")
    assert sheet.column_dimensions["F"].width > 40
    assert not book.worksheets[1:]
    book.close()


async def test_days_are_typed_as_people_write_them(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, *[{"chat_id": chat.chat.id}] * 3)
    today = bench.now().date()
    for typed, count in (
        (f"/export {today - timedelta(days=3):%m/%d/%Y}", "3 orders"),
        (f"/export 2026-01-01 {today - timedelta(days=3)}", "0 orders"),
        ("/export 7", "3 orders"),
        ("/export ALL", "3 orders"),
    ):
        since = chat.mark()
        await chat.say(typed)
        assert (await chat.wait_for("📦", since=since)).text.endswith(count)
    since = chat.mark()
    await chat.say("/export csv 2020-01-01 2020-02-01")
    nothing = await chat.wait_for("0 orders", since=since)
    assert "CSV" not in labels(nothing)
    for typed in ("/export pdf", "/export 1 2 3 x", "/export 2026-13-45", "/export 0"):
        since = chat.mark()
        await chat.say(typed)
        await chat.wait_for("Add the first and the last day", since=since)
    assert documents(chat) == []
    await finished(bench)


@proof
async def test_buttons_choose_the_days(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"chat_id": chat.chat.id}, {"chat_id": 77})
    await chat.say("/export")
    panel = await chat.wait_for("1 order")
    await chat.tap("All time")
    await chat.wait_for(lambda message: "• All time" in labels(message))
    await chat.tap("All chats")
    await chat.wait_for("2 orders")
    await chat.tap("CSV")
    rows = read_csv(content_of(bench, await chat.wait_for(lambda it: it.file is not None))[1])
    assert rows[0] == [*HEAD[:3], "Chat", *HEAD[3:]]
    assert [row[3] for row in rows[1:]] == ["Olivia", ""]
    await chat.wait_for("✅ 2 orders were sent.")
    assert panel.text.startswith("📦 CSV · All time")
    assert panel.buttons == []


@proof
async def test_a_large_one_comes_in_several_files(
    bench: Bench, chat: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_sender, "MOST_BYTES", 25_000)
    monkeypatch.setattr(export_sender, "PROGRESS_SECONDS", 0.05)
    await fill(bench, *[{"chat_id": chat.chat.id}] * 1100)
    await chat.say("/export csv all")
    await chat.wait_for("✅ 1,100 orders were sent.", timeout=20)
    today = bench.now().date()
    files = [content_of(bench, message) for message in documents(chat)]
    assert [name for name, _ in files] == [
        f"orders_{today}_{number}.csv" for number in range(1, len(files) + 1)
    ]
    assert len(files) == 5
    rows = [row for _, content in files for row in read_csv(content)[1:]]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 1101)]
    edits = [call for call in bench.playground.calls if call.method == "editMessageText"]
    assert any("of 1,100 …" in call.params["text"] for call in edits)
    actions = [call.params["action"] for call in bench.playground.calls if "Action" in call.method]
    assert actions == ["upload_document"] * 5


@proof
async def test_what_was_sent_is_not_sent_again(
    bench: Bench, chat: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_sender, "MOST_BYTES", 25_000)
    await fill(bench, *[{"chat_id": chat.chat.id}] * 700)
    bench.playground.faults.add("sendDocument", times=1, retry_after=1)
    await chat.say("/export csv all")
    await chat.wait_for(lambda message: message.file is not None)
    bench.playground.faults.add("sendDocument", times=1, reset=True, delay=1)
    await bench.restart()
    await chat.wait_for("✅ 700 orders were sent.", timeout=30)
    numbers = [
        int(row[0])
        for message in documents(chat)
        for row in read_csv(content_of(bench, message)[1])[1:]
    ]
    assert numbers == list(range(1, 701))
    await finished(bench)


@proof
async def test_one_file_at_a_time_for_each(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"chat_id": chat.chat.id})
    bench.playground.faults.add("sendDocument", times=1, delay=1)
    await chat.say("/export")
    panel = await chat.wait_for("1 order")
    await chat.tap("XLSX")
    await chat.say("/export csv")
    await chat.wait_for("Your file is already being prepared.")
    answer = await chat.press(panel, "e:c::20990101:csv")
    assert answer is not None
    assert answer.show_alert
    assert answer.text == "Your file is already being prepared."
    await chat.wait_for("✅ 1 order was sent.")
    assert len(documents(chat)) == 1
    since = chat.mark()
    await chat.say("/export csv")
    await chat.wait_for("✅ 1 order was sent.", since=since)
    assert len(documents(chat)) == 2


async def test_a_file_that_telegram_refuses_is_reported(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"chat_id": chat.chat.id})
    bench.playground.faults.add(
        "sendDocument", code=400, description="Bad Request: wrong file identifier"
    )
    await chat.say("/export csv")
    await chat.wait_for("Sorry, the file could not be created or sent")
    assert documents(chat) == []
    await finished(bench)


async def test_whoever_blocked_the_bot_gets_no_file(bench: Bench, chat: ChatClient) -> None:
    await fill(bench, {"chat_id": chat.chat.id})
    bench.playground.faults.add("sendChatAction", times=1, delay=0.5)
    await chat.say("/export csv")
    await chat.wait_for("0 of 1 …")
    bench.playground.world.block(bench.owner)
    await finished(bench)
    assert documents(chat) == []


async def test_administrators_export_the_group_and_members_their_own(bench: Bench) -> None:
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    forum = world.groups.add("Team", members=[anna, max_], admins=[anna], forum=True)
    topic = world.groups.add_topic(forum, "Orders")
    await bench.start()
    here = {"chat_id": forum.id}
    await fill(
        bench,
        here | {"user_id": anna.id, "user_name": "Anna"},
        here | {"user_id": max_.id, "user_name": "Max"},
    )
    admin = ChatClient(bench.playground, anna, forum, topic)
    member = ChatClient(bench.playground, max_, forum, topic)
    await member.say("/export csv")
    own = await member.wait_for(lambda message: message.file is not None)
    assert [row[3] for row in read_csv(content_of(bench, own)[1])] == ["Person", "Max"]
    assert own.thread_id == topic
    since = admin.mark()
    await admin.say("/export csv")
    all_ = await admin.wait_for(lambda message: message.file is not None, since=since)
    assert [row[3] for row in read_csv(content_of(bench, all_)[1])] == ["Person", "Anna", "Max"]
    await admin.say("/export")
    panel = await admin.wait_for("📦 Orders as a file")
    assert "All chats" not in labels(panel)
    for client, data in ((member, "e:c::20990101:csv"), (admin, "e:e::20990101:csv")):
        answer = await client.press(panel, data)
        assert answer is not None
        assert answer.text == "You can't do that here."
    assert len(documents(admin)) == 2


@proof
async def test_it_is_in_the_chats_language(bench: Bench) -> None:
    await bench.start()
    boris = bench.playground.world.add_person("Борис", language_code="ru")
    chat = bench.private(boris)
    await chat.say("/start")
    await chat.wait_for("Здравствуйте")
    await fill(bench, {"chat_id": boris.id, "state": S.COMPLETED, "state_at": datetime.now(UTC)})
    await chat.say("/export csv 01.01.2026")
    sent = await chat.wait_for(lambda message: message.file is not None)
    head, row = read_csv(content_of(bench, sent)[1])
    assert (head[0], head[9]) == ("Заказ", "Состояние")
    assert row[9] == "Выполнен"
    await chat.wait_for("✅ Отправлен 1 заказ.")
