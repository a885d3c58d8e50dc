"""The local Bot API refuses what Telegram refuses, in Telegram's words."""

import json
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from bot.sandbox.telegram.screen import NotSeenError
from bot.sandbox.telegram.server import Playground
from tests.sandbox.conftest import TOKEN, Api

CANNOT = "Bad Request: can't parse entities"
Upload = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def upload(playground: Playground) -> AsyncIterator[Upload]:
    async with httpx.AsyncClient() as client:

        async def call(method: str, files: dict[str, bytes], **params: Any) -> dict[str, Any]:
            url = f"{playground.api_url}/bot{TOKEN}/{method}"
            data = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in params.items()
            }
            parts = {name: ("x.png", content, "image/png") for name, content in files.items()}
            body: dict[str, Any] = (await client.post(url, data=data, files=parts)).json()
            return body

        yield call


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def a_button(data: str = "x", label: str = "Tap") -> dict[str, Any]:
    return {"text": label, "callback_data": data}


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n"}, "Bad Request: message text is empty"),
        ({"text": "a" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "x", "chat_id": 5}, "Bad Request: chat not found"),
        ({"text": "x", "message_thread_id": 9}, "Bad Request: message thread not found"),
        (
            {"text": "x", "reply_parameters": {"message_id": 99}},
            "Bad Request: message to be replied not found",
        ),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            f'{CANNOT}: Can\'t find end tag corresponding to start tag "b"',
        ),
        (
            {"text": "<u>x</b>", "parse_mode": "HTML"},
            f'{CANNOT}: Unmatched end tag at byte offset 4, expected "</u>", found "</b>"',
        ),
        (
            {"text": "<div>x</div>", "parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unsupported start tag "div" at byte offset 0',
        ),
        (
            {"text": "x", "reply_markup": keyboard([a_button("")])},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keyboard([a_button("ж" * 33)])},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keyboard([a_button()] * 9)},
            "Bad Request: reply markup is too long",
        ),
        (
            {"text": "x", "reply_markup": keyboard(*[[a_button()]] * 101)},
            "Bad Request: reply markup is too long",
        ),
        (
            {"text": "x", "reply_markup": keyboard([a_button(label=" ")])},
            "Bad Request: text buttons must be non-empty",
        ),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "x"}])},
            "Bad Request: text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_a_message_is_refused(
    api: Api, chat: ChatClient, params: dict[str, Any], description: str
) -> None:
    answer = await api("sendMessage", **{"chat_id": chat.chat.id, **params})
    assert answer["ok"] is False
    assert answer["description"] == description
    assert chat.bot_messages() == []


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("a < b", "a < b", None),
        ("<b>bold</b> &lt;x&gt; &amp; &nope; &", "bold <x> & &nope; &", ["bold"]),
        ("😀 <i>x</i>", "😀 x", ["italic"]),
        ("<a href='https://x.org'>x</a>", "x", ["text_link"]),
        ('<a href="tg://user?id=7">x</a>', "x", ["text_mention"]),
        ('<span class="tg-spoiler">x</span>', "x", ["spoiler"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote"]),
    ],
)
async def test_html_is_read_as_telegram_reads_it(
    api: Api, chat: ChatClient, source: str, text: str, kinds: list[str] | None
) -> None:
    answer = await api("sendMessage", chat_id=chat.chat.id, text=source, parse_mode="HTML")
    if kinds is None:
        assert "can't parse entities" in answer["description"]
        return
    assert answer["result"]["text"] == text
    assert [entity["type"] for entity in answer["result"]["entities"]] == kinds


async def test_entities_count_utf_16_units(api: Api, chat: ChatClient) -> None:
    answer = await api(
        "sendMessage", chat_id=chat.chat.id, text="  😀 <b>x</b>  ", parse_mode="HTML"
    )
    assert answer["result"]["text"] == "😀 x"
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 3, "length": 1}]


async def test_an_edit_that_changes_nothing_is_refused(api: Api, chat: ChatClient) -> None:
    sent = (await api("sendMessage", chat_id=chat.chat.id, text="x"))["result"]
    params = {"chat_id": chat.chat.id, "message_id": sent["message_id"]}
    assert (
        "message is not modified"
        in (await api("editMessageText", **params, text="x"))["description"]
    )
    assert (await api("editMessageText", **params, text="y"))["ok"]
    assert (await chat.wait_for("y")).edited
    missing = await api("editMessageText", chat_id=chat.chat.id, message_id=99, text="z")
    assert missing["description"] == "Bad Request: message to edit not found"


async def test_a_tap_is_answered_once_and_in_time(
    api: Api, chat: ChatClient, playground: Playground
) -> None:
    await api(
        "sendMessage", chat_id=chat.chat.id, text="x", reply_markup=keyboard([a_button("d")])
    )
    await chat.tap("Tap", wait=False)
    update = (await api("getUpdates"))["result"][-1]["callback_query"]
    assert (update["data"], update["message"]["text"]) == ("d", "x")
    answer = {"callback_query_id": update["id"], "text": "done", "show_alert": True}
    too_long = await api("answerCallbackQuery", **{**answer, "text": "x" * 201})
    assert too_long["description"] == "Bad Request: MESSAGE_TOO_LONG"
    assert (await api("answerCallbackQuery", **answer))["ok"]
    again = await api("answerCallbackQuery", **answer)
    assert "query is too old" in again["description"]
    playground.messages.answer_seconds = 0.0
    await chat.tap("Tap", wait=False)
    late = (await api("getUpdates"))["result"][-1]["callback_query"]
    refused = await api("answerCallbackQuery", callback_query_id=late["id"])
    assert "query is too old" in refused["description"]


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(
    api: Api, playground: Playground, chat: ChatClient, anna: Person
) -> None:
    max_ = playground.world.add_person("Max")
    first = await api("sendMessage", chat_id=max_.id, text="x")
    assert first["description"] == "Forbidden: bot can't initiate conversation with a user"
    playground.world.block(anna)
    blocked = await api("sendMessage", chat_id=anna.id, text="x")
    assert blocked["description"] == "Forbidden: bot was blocked by the user"


async def test_a_group_that_migrated_says_where(api: Api, playground: Playground) -> None:
    person = playground.world.add_person("Max")
    group = playground.world.groups.add("Team", members=[person], supergroup=False)
    new = playground.world.groups.migrate(group)
    answer = await api("sendMessage", chat_id=group.id, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    kinds = [update["message"] for update in (await api("getUpdates"))["result"][-2:]]
    assert kinds[0]["migrate_to_chat_id"] == new.id
    assert kinds[1]["migrate_from_chat_id"] == group.id


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("hello", False),
        ("/order", True),
        ("/order@panel_demo_bot", True),
        ("/order@other_bot", False),
    ],
)
async def test_privacy_mode(api: Api, playground: Playground, text: str, heard: bool) -> None:
    person = playground.world.add_person("Max")
    group = playground.world.groups.add("Team", members=[person])
    await ChatClient(playground, person, group).say(text)
    updates = (await api("getUpdates"))["result"]
    assert any("message" in update for update in updates) is heard


async def test_updates_are_kept_until_acknowledged(api: Api, chat: ChatClient) -> None:
    await chat.say("one")
    await chat.say("two")
    first = (await api("getUpdates", limit=2))["result"]
    assert [update["message"]["text"] for update in first] == ["/start", "one"]
    assert (await api("getUpdates"))["result"][0] == first[0]
    rest = (await api("getUpdates", offset=first[-1]["update_id"] + 1))["result"]
    assert [update["message"]["text"] for update in rest] == ["two"]


async def test_a_wrong_token_and_an_unknown_method(playground: Playground, api: Api) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{playground.api_url}/bot1:x/getMe")
    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")
    assert (await api("sendTelepathy"))["description"] == "Not Found"


async def test_faults_come_on_request(api: Api, chat: ChatClient, playground: Playground) -> None:
    playground.faults.add("sendMessage", times=1, retry_after=3)
    flooded = await api("sendMessage", chat_id=chat.chat.id, text="x")
    assert flooded["parameters"] == {"retry_after": 3}
    assert flooded["error_code"] == 429
    playground.faults.add("sendMessage", times=1, code=502, description="Bad Gateway", after=True)
    assert (await api("sendMessage", chat_id=chat.chat.id, text="done"))["error_code"] == 502
    await chat.wait_for("done")
    playground.faults.add("getMe", times=1, reset=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await api("getMe")
    assert (await api("getMe"))["ok"]


@pytest.mark.parametrize("playground", [True], indirect=True)
async def test_a_chat_that_is_flooded_says_for_how_long(
    api: Api, chat: ChatClient, playground: Playground
) -> None:
    chat_id = chat.chat.id
    sent = [await api("sendMessage", chat_id=chat_id, text=str(number)) for number in range(6)]
    assert [answer["ok"] for answer in sent] == [True] * 5 + [False]
    assert sent[-1]["error_code"] == 429
    assert 1 <= sent[-1]["parameters"]["retry_after"] <= 5
    texts = [message.text for message in chat.bot_messages()]
    assert texts == ["0", "1", "2", "3", "4"]


async def test_menus_go_by_scope_and_language(
    api: Api, playground: Playground, chat: ChatClient, anna: Person
) -> None:
    def menu(name: str) -> list[dict[str, str]]:
        return [{"command": name, "description": "Text"}]

    private = json.dumps({"type": "all_private_chats"})
    await api("setMyCommands", commands=menu("one"))
    await api("setMyCommands", commands=menu("two"), scope=private)
    await api("setMyCommands", commands=menu("three"), scope=private, language_code="ru")
    assert playground.chats.menu(anna, chat.chat) == menu("two")
    anna.language_code = "ru"
    assert playground.chats.menu(anna, chat.chat) == menu("three")
    group = playground.world.groups.add("Team", members=[anna])
    assert playground.chats.menu(anna, group) == menu("one")
    refused = await api("setMyCommands", commands=[{"command": "BIG", "description": "x"}])
    assert refused["description"] == "Bad Request: BOT_COMMAND_INVALID"


async def test_files_go_both_ways(api: Api, playground: Playground, chat: ChatClient) -> None:
    await chat.send_file("list.txt", b"a\nb", caption="two")
    document = (await api("getUpdates"))["result"][-1]["message"]["document"]
    path = (await api("getFile", file_id=document["file_id"]))["result"]["file_path"]
    async with httpx.AsyncClient() as client:
        file = await client.get(f"{playground.api_url}/file/bot{TOKEN}/{path}")
        assert file.content == b"a\nb"
        url = f"{playground.api_url}/bot{TOKEN}/sendDocument"
        await client.post(
            url,
            data={"chat_id": str(chat.chat.id), "caption": "back"},
            files={"document": ("bad.csv", b"x,y")},
        )
    assert (await chat.wait_for("back")).file is not None


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"..."


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (png(1080, 1500), None),
        (b"\xff\xd8\xff...", None),
        (b"", "file must be non-empty"),
        (b"hello", "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(10, 201), "PHOTO_INVALID_DIMENSIONS"),
        (png(0, 0), "PHOTO_INVALID_DIMENSIONS"),
        (
            png(10, 10) + b"." * (10 * 2**20),
            (
                f"file of size {10 * 2**20 + 27} bytes is too big for a photo; "
                f"the maximum size is {10 * 2**20} bytes"
            ),
        ),
    ],
)
async def test_photos_are_real_pictures(
    upload: Upload, chat: ChatClient, content: bytes, description: str | None
) -> None:
    answer = await upload("sendPhoto", {"photo": content}, chat_id=chat.chat.id, caption="x")
    assert answer.get("description") == (description and f"Bad Request: {description}")
    assert len(chat.bot_messages()) == (description is None)
    if content == png(1080, 1500):
        (size,) = answer["result"]["photo"]
        assert (size["width"], size["height"]) == (1080, 1500)


async def test_a_photo_takes_the_place_of_another_and_of_a_text(
    upload: Upload, api: Api, chat: ChatClient
) -> None:
    text = (await api("sendMessage", chat_id=chat.chat.id, text="x"))["result"]["message_id"]
    media = {"type": "photo", "media": "attach://one", "caption": "<b>y</b>", "parse_mode": "HTML"}

    async def edit(**changes: Any) -> dict[str, Any]:
        params = {"chat_id": chat.chat.id, "message_id": text, "media": media} | changes
        return await upload("editMessageMedia", {"one": png(9, 9)}, **params)

    for changes, description in (
        ({"media": "x"}, "can't parse media JSON object"),
        ({"media": []}, "can't parse InputMedia: expected an Object"),
        (
            {"media": media | {"type": "poll"}},
            'can\'t parse InputMedia: type "poll" is unsupported',
        ),
        ({"media": media | {"media": "attach://two"}}, "can't parse InputMedia: media not found"),
        ({"message_id": 99}, "message to edit not found"),
        (
            {"media": media | {"caption": "<b>y"}},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
    ):
        assert (await edit(**changes))["description"] == f"Bad Request: {description}"
    assert chat.bot_messages()[0].file is None
    assert (await edit())["result"]["caption"] == "y"
    first = chat.bot_messages()[0].file
    assert (await edit())["ok"]
    assert chat.bot_messages()[0].file != first
    refused = await api("editMessageText", chat_id=chat.chat.id, message_id=text, text="z")
    assert refused["description"] == "Bad Request: there is no text in the message to edit"


async def test_a_chat_action_is_one_of_telegrams(api: Api, chat: ChatClient) -> None:
    params = {"chat_id": chat.chat.id}
    assert (await api("sendChatAction", **params, action="upload_document"))["ok"]
    wrong = await api("sendChatAction", **params, action="dancing")
    assert wrong["description"] == "Bad Request: wrong parameter action in request"
    nowhere = await api("sendChatAction", **params, action="typing", message_thread_id=9)
    assert nowhere["description"] == "Bad Request: message thread not found"


async def test_a_missing_button_shows_what_there_is(chat: ChatClient, api: Api) -> None:
    await api("sendMessage", chat_id=chat.chat.id, text="hi")
    with pytest.raises(NotSeenError, match="Bot: hi"):
        await chat.wait_for("bye", timeout=0.05)
