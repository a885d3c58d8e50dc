"""Inline mode of the local Bot API: refusals in Telegram's words, and what is picked."""

from typing import Any

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Person
from bot.sandbox.telegram.screen import NotSeenError
from bot.sandbox.telegram.server import Playground
from tests.sandbox.conftest import Api
from tests.sandbox.test_strictness import a_button, keyboard

RESULT = "Bad Request: can't parse inline query result: "
BUTTON = "Bad Request: can't parse inline query results button: "
LINK = {"text": "Order", "url": "https://t.me/panel_demo_bot?start=s_1"}


def article(result_id: str = "1", text: str = "<b>x</b>", **fields: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    row = {"type": "article", "id": result_id, "title": "T", "input_message_content": content}
    return {name: value for name, value in (row | fields).items() if value is not None}


async def asked(api: Api) -> str:
    """Return the id of the newest inline query."""
    update = (await api("getUpdates"))["result"][-1]["inline_query"]
    return str(update["id"])


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"results": {"id": 1}}, "Bad Request: expected an Array of inline query results"),
        (
            {"results": [article(str(n)) for n in range(51)]},
            "Bad Request: too many inline query results specified",
        ),
        ({"results": ["x"]}, f"{RESULT}Inline query result must be an object"),
        ({"results": [article(type=None)]}, f'{RESULT}Can\'t find field "type"'),
        ({"results": [article(title=None)]}, f'{RESULT}Can\'t find field "title"'),
        ({"results": [article(id=1)]}, f'{RESULT}Field "id" must be of type String'),
        ({"results": [article(type="gif2")]}, f'{RESULT}type "gif2" is unsupported'),
        (
            {"results": [article(input_message_content=None)]},
            f"{RESULT}Input message content is not specified",
        ),
        ({"results": [article(text=" ")]}, f"{RESULT}Message text is empty"),
        ({"results": [article(text="<b>x")]}, "Bad Request: can't parse entities"),
        ({"results": [article(text="x" * 4097)]}, "Bad Request: MESSAGE_TOO_LONG"),
        ({"results": [article("")]}, "Bad Request: RESULT_ID_EMPTY"),
        ({"results": [article("ж" * 33)]}, "Bad Request: RESULT_ID_INVALID"),
        ({"results": [article(), article()]}, "Bad Request: RESULT_ID_DUPLICATE"),
        ({"results": [article(title=" ")]}, "Bad Request: ARTICLE_TITLE_EMPTY"),
        (
            {"results": [article(reply_markup=keyboard([a_button("x" * 65)]))]},
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        ({"next_offset": "ж" * 33}, "Bad Request: NEXT_OFFSET_INVALID"),
        ({"button": ["x"]}, f"{BUTTON}InlineQueryResultsButton must be an Object"),
        ({"button": {"start_parameter": "x"}}, f'{BUTTON}Can\'t find field "text"'),
        ({"button": {"text": "x"}}, f"{BUTTON}InlineQueryResultsButton must have exactly one"),
        (
            {"button": {"text": "x", "start_parameter": "a b"}},
            "Bad Request: START_PARAM_INVALID",
        ),
        ({"button": {"text": "x", "start_parameter": ""}}, "Bad Request: START_PARAM_EMPTY"),
        ({"inline_query_id": "99"}, "Bad Request: query is too old"),
    ],
)
async def test_an_answer_is_refused(
    api: Api, playground: Playground, chat: ChatClient, params: dict[str, Any], description: str
) -> None:
    query = playground.inline.ask(playground.world.people[chat.chat.id], chat.chat, "x")
    answer = await api("answerInlineQuery", **{"inline_query_id": await asked(api), **params})
    assert answer["description"].startswith(description)
    assert query.offer is None


async def test_a_query_is_answered_once_and_in_time(
    api: Api, playground: Playground, chat: ChatClient, anna: Person
) -> None:
    playground.inline.ask(anna, chat.chat, "words " * 60, "20")
    update = (await api("getUpdates"))["result"][-1]["inline_query"]
    assert update == {
        "id": "1",
        "from": anna.as_user(),
        "chat_type": "sender",
        "query": ("words " * 60)[:256],
        "offset": "20",
    }
    answer = {"inline_query_id": "1", "results": [article()], "next_offset": "40"}
    assert (await api("answerInlineQuery", **answer))["ok"]
    assert "query is too old" in (await api("answerInlineQuery", **answer))["description"]
    playground.inline.answer_seconds = 0.0
    playground.inline.ask(anna, chat.chat, "x")
    late = await api("answerInlineQuery", **answer | {"inline_query_id": "2"})
    assert "query is too old" in late["description"]


async def test_what_is_picked_is_the_persons_message_via_the_bot(
    api: Api, playground: Playground, anna: Person
) -> None:
    world = playground.world
    for with_bot in (True, False):
        group = world.groups.add("Team", members=[anna], with_bot=with_bot)
        chat = ChatClient(playground, anna, group)
        query = playground.inline.ask(anna, group, "x")
        row = article(reply_markup=keyboard([LINK, a_button("d", "Tap")]))
        await api("answerInlineQuery", inline_query_id=query.id, results=[row])
        assert query.offer is not None
        sent = await chat.pick(query.offer, "T")
        assert (sent.sender, sent.text) == (anna, "x")
        heard = (await api("getUpdates"))["result"][-1]
        assert ("message" in heard) is with_bot  # privacy mode lets what the bot made through
        if with_bot:
            assert heard["message"]["via_bot"]["username"] == "panel_demo_bot"
            assert heard["message"]["from"]["id"] == anna.id
        await chat.press(sent, "d", wait=False)
        tapped = (await api("getUpdates"))["result"][-1]["callback_query"]
        assert tapped["inline_message_id"]
        assert "message" not in tapped
        with pytest.raises(NotSeenError, match="no result"):
            await chat.pick(query.offer, "nothing of that name")


async def test_a_link_to_the_bot_starts_it(
    api: Api, playground: Playground, chat: ChatClient
) -> None:
    elsewhere = {"text": "Site", "url": "https://example.com/?start=s_1"}
    await api(
        "sendMessage", chat_id=chat.chat.id, text="x", reply_markup=keyboard([LINK, elsewhere])
    )
    message = await chat.wait_for("x")
    assert (await chat.follow("Order", message)).text == "/start s_1"
    assert (await api("getUpdates"))["result"][-1]["message"]["text"] == "/start s_1"
    with pytest.raises(NotSeenError, match="no link to the bot"):
        await chat.follow("Site", message)


async def test_inline_mode_is_the_operators_to_switch_on(
    api: Api, playground: Playground, chat: ChatClient, anna: Person
) -> None:
    assert (await api("getMe"))["result"]["supports_inline_queries"] is True
    playground.world.inline_mode = False
    assert (await api("getMe"))["result"]["supports_inline_queries"] is False
    playground.inline.ask(anna, chat.chat, "x")
    assert "inline_query" not in (await api("getUpdates"))["result"][-1]
