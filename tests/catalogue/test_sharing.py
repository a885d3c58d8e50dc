"""A service's card is shared: the button's link opens the same card, for whoever may order."""

from urllib.parse import parse_qs, urlsplit

from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench
from tests.ordering import open_service


async def test_a_card_that_is_shared_opens_for_somebody_else(
    bench: Bench, chat: ChatClient
) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    card = await chat.wait_for("Instagram Followers [Real]")
    (button,) = [it for row in card.buttons for it in row if it.label == "📤 Share"]
    shared = urlsplit(button.url or "")
    assert (shared.netloc, shared.path) == ("t.me", "/share/url")
    values = parse_qs(shared.query)
    assert values["text"] == ["Instagram Followers [Real]"]
    link = urlsplit(values["url"][0])
    assert link.path == f"/{bench.playground.world.bot['username']}"
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say(f"/start {parse_qs(link.query)['start'][0]}")
    opened = await other.wait_for("Instagram Followers [Real]")
    assert "$0.90 per 1000" in opened.text
    assert bench.added() == []
