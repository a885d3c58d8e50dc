"""Other sites' pages, in the browser of whoever tries the demo: they get nothing in and out."""

from typing import Any

import aiohttp
import pytest

from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.server import Playground
from tests.sandbox.conftest import TOKEN

EVIL = b"<script>alert(document.domain)</script>"


async def ask(url: str, method: str = "GET", **options: Any) -> tuple[int, Any, bytes]:
    async with aiohttp.ClientSession() as session, session.request(method, url, **options) as got:
        return got.status, got.headers, await got.read()


def upload_of(chat: ChatClient, name: str = "a.html", kind: str = "text/html") -> aiohttp.FormData:
    form = aiohttp.FormData({"person": str(chat.person.id), "chat_id": str(chat.chat.id)})
    form.add_field("file", EVIL, filename=name, content_type=kind)
    return form


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "[::1", ""]
)
@pytest.mark.parametrize("path", ["/", "/api/state", "/page/chat.js", f"/bot{TOKEN}/getMe"])
async def test_a_name_that_leads_here_is_not_ours(
    playground: Playground, host: str, path: str
) -> None:
    port = playground.api_url.rpartition(":")[2]
    headers = {"Host": host.format(port=port)}
    assert (await ask(playground.api_url + path, headers=headers))[0] in {400, 403}
    for own in ("127.0.0.1", "localhost", "[::1]", "LOCALHOST"):
        assert (await ask(playground.api_url + path, headers={"Host": f"{own}:{port}"}))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://{here}"},
        {"Origin": "http://{here}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://{here}", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_only_the_page_itself_writes_and_uploads(
    playground: Playground, chat: ChatClient, headers: dict[str, str]
) -> None:
    here = playground.api_url.removeprefix("http://")
    notice = {name: value.format(here=here) for name, value in headers.items()}
    message = {"person": chat.person.id, "chat_id": chat.chat.id, "text": "/forget"}
    before = len(chat.chat.messages)
    for path, body in (("send", {"json": message}), ("upload", {"data": upload_of(chat)})):
        status, _, _ = await ask(
            f"{playground.api_url}/api/{path}", "POST", headers=notice, **body
        )
        assert status == 403
    assert len(chat.chat.messages) == before
    own = {"Origin": playground.api_url, "Sec-Fetch-Site": "same-origin"}
    for path, body in (("send", {"json": message}), ("upload", {"data": upload_of(chat)})):
        status, _, _ = await ask(f"{playground.api_url}/api/{path}", "POST", headers=own, **body)
        assert status == 200
    assert len(chat.chat.messages) == before + 2


async def test_the_bots_own_calls_are_no_pages_business(playground: Playground) -> None:
    url = f"{playground.api_url}/bot{TOKEN}/getMe"
    assert (await ask(url))[0] == 200
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await ask(url, headers=headers))[0] == 403


@pytest.mark.parametrize(
    ("name", "kind", "served"),
    [
        ("a.html", "text/html", "application/octet-stream"),
        ("a.svg", "image/svg+xml", "application/octet-stream"),
        ("a.xhtml", "application/xhtml+xml", "application/octet-stream"),
        ('a" b.png', "image/png", "image/png"),
    ],
)
async def test_a_file_is_saved_and_never_run(
    playground: Playground, chat: ChatClient, name: str, kind: str, served: str
) -> None:
    own = {"Origin": playground.api_url}
    form = upload_of(chat, name, kind)
    await ask(f"{playground.api_url}/api/upload", "POST", headers=own, data=form)
    file_id = list(chat.chat.messages.values())[-1].file
    assert file_id is not None
    for path in (f"/api/file/{file_id['id']}", f"/file/bot{TOKEN}/{file_id['id']}"):
        status, headers, content = await ask(playground.api_url + path)
        assert (status, content) == (200, EVIL)
        assert headers["Content-Type"] == served
        assert headers["Content-Disposition"].startswith("attachment")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]


async def test_the_sandbox_panel_answers_no_page() -> None:
    panel = SandboxPanel()
    await panel.start()
    form = {"key": "sandbox-key", "action": "balance"}
    try:
        assert (await ask(panel.url, "POST", data=form))[0] == 200
        for headers in (
            {"Origin": "http://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Host": "evil.example"},
        ):
            assert (await ask(panel.url, "POST", data=form, headers=headers))[0] == 403
        assert len(panel.requests) == 1
    finally:
        await panel.stop()
