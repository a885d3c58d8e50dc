"""No secret leaves: by the panel's words, by Telegram's, in logs of every level, in files."""

import base64
import html
import json
import logging
from urllib.parse import quote

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.app import App
from bot.core.logs import configure_logging
from bot.core.redaction import Redactor
from bot.core.telegram.transport import Transport
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.errors import PanelError
from bot.sandbox.loopback import LoopbackServer
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.server import Playground
from tests.conftest import TOKEN, Bench
from tests.ordering import order_default

KEY = "A1b2/C3d4+E5f6=G7h8&I9"
WAYS = [
    KEY,
    KEY.upper(),
    quote(KEY, safe=""),
    quote(KEY, safe="").lower(),
    quote(quote(KEY, safe=""), safe=""),
    html.escape(KEY),
    json.dumps(KEY)[1:-1].replace("/", "\\/"),
    base64.b64encode(f"key={KEY}".encode()).decode(),
]


def unseen(text: str) -> bool:
    flat = text.lower()
    return not any(it in flat for it in ("a1b2", "i9", "qtfiM".lower(), "c3d4"))


@pytest.mark.parametrize("notice", WAYS)
async def test_whatever_the_panel_says_of_the_key_stays_here(notice: str) -> None:
    answers = {
        "balance": {"error": f"no such key {notice}"},
        "status": {"status": f"Bad key {notice}", "charge": "1"},
        "services": [
            {
                "service": 1,
                "name": f"A {notice}",
                "rate": "1",
                "min": 1,
                "max": 2,
                "category": notice,
            }
        ],
    }

    async def say(request: web.Request) -> web.Response:
        action = str((await request.post())["action"])
        if action == "refill":
            return web.Response(text=f"<p>wrong key {notice}</p>", content_type="text/html")
        return web.json_response(answers[action])

    application = web.Application()
    application.router.add_post("/", say)
    server = LoopbackServer(application, 0)
    await server.start()
    client = PanelClient(PanelOptions(url=server.url, key=KEY))
    try:
        for call in (client.balance(), client.refill("1")):
            with pytest.raises(PanelError) as caught:
                await call
            assert "***" in caught.value.text
            assert unseen(caught.value.text)
        status = await client.status("1")
        assert unseen(status.word)
        (service,) = (await client.services()).services
        assert unseen(service.name + service.category)
        assert "***" in service.name
    finally:
        await client.aclose()
        await server.stop()


async def test_the_id_of_a_request_stays_here() -> None:
    async def say(request: web.Request) -> web.Response:
        form = await request.post()
        return web.json_response({"error": "Duplicate request " + str(form["rid"])})

    application = web.Application()
    application.router.add_post("/", say)
    server = LoopbackServer(application, 0)
    await server.start()
    client = PanelClient(PanelOptions(url=server.url, key="k", request_id_param="rid"))
    try:
        with pytest.raises(PanelError) as caught:
            await client.add({"service": "1"}, quantity_hint=1, request_id="9f8e7d6c5b4a")
        assert caught.value.text.endswith("Duplicate request ***")
    finally:
        await client.aclose()
        await server.stop()


async def test_a_chat_is_shown_no_secret_and_buttons_work() -> None:
    """As a last wall: whatever is sent passes the transport."""
    playground = Playground(token=TOKEN)
    await playground.start()
    person = playground.world.add_person("Anna")
    chat = ChatClient(playground, person, playground.world.private_chat(person))
    await chat.say("/start")
    transport = Transport(5, Redactor([KEY, "12345"]))
    bot = Bot(TOKEN, base_url=f"{playground.api_url}/bot", request=transport)
    async with bot:
        buttons = [[InlineKeyboardButton(f"key {KEY}", callback_data="a:1")]]
        await bot.send_message(
            person.id,
            f"Order 7: {html.escape(KEY)}",
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup(buttons),
        )
    shown = chat.bot_messages()[-1]
    assert shown.text == "Order 7: ***"
    assert [(it.label, it.data) for it in shown.buttons[0]] == [("key ***", "a:1")]
    await playground.stop()


async def test_a_webhook_is_registered_without_a_word_of_it(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """PTB prints what each call is made with: who knows address and secret is an owner."""
    bench.environment["WEBHOOK_URL"] = "http://127.0.0.1:1"
    settings = bench.settings()
    app = App(settings)
    configure_logging("DEBUG", "json", settings.secrets())
    logging.getLogger("telegram").setLevel("DEBUG")
    try:
        async with app.application.bot:
            await app.webhook().register(app.application.bot, ["message"])
    finally:
        logging.getLogger("telegram").setLevel("NOTSET")
    webhook = bench.playground.updates.webhook
    assert webhook is not None
    said = capsys.readouterr().err
    assert "setWebhook" in said
    assert webhook.secret == settings.expected_webhook_secret
    for secret in (webhook.secret, settings.webhook_path.rpartition("/")[2], TOKEN[11:]):
        assert secret not in said


async def test_files_hold_no_secret(bench: Bench) -> None:
    """What was written down before answers were looked through goes out clean, too."""
    await bench.start()
    chat = bench.private()
    link = "https://www.instagram.com/sandbox-key/"
    await order_default(chat, link=link)
    await chat.say("/privacy")
    await chat.tap("📦 Get my data")
    sent = await chat.wait_for(lambda message: message.file is not None)
    name, content = chat.read_file(sent)
    assert name == "my-data.json"
    assert json.loads(content)["orders"][0]["link"] == "https://www.instagram.com/***/"
    since = chat.mark()
    await chat.say("/export csv")
    sent = await chat.wait_for(lambda message: message.file is not None, since=since)
    _, content = chat.read_file(sent)
    assert "instagram.com/***/" in content.decode()
