"""The owners' dashboard: figures, chats, people, orders, maintenance, alerts; for nobody else."""


from bot.playground.client import ChatClient
from bot.playground.model import Message
from bot.storage.tables import PanelState
from tests.conftest import Bench
from tests.flows.ordering import order_default


async def open_page(chat: ChatClient, name: str) -> Message:
    """Open a page of the dashboard."""
    since = chat.mark()
    await chat.say("/admin")
    home = await chat.wait_for("🛠 Dashboard", since=since)
    await chat.tap(name, message=home)
    return home


async def panel(bench: Bench) -> PanelState:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(PanelState, 1)


async def test_the_dashboard_shows_everything_at_a_glance(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    await chat.wait_for("is completed")
    await bench.pushed()
    since = chat.mark()
    await chat.say("/admin")
    home = (await chat.wait_for("🛠 Dashboard", since=since)).text
    for line in (
        "🧾 Today: 1 order, $0.90",
        "🚀 Open orders: 0",
        "💼 Balance at the provider: $",
        "🔌 The provider takes orders.",
        "📡 Calls in the last minutes: ",
        "🗂 Services: 6, read ",
        "🏷 Version 0.1.0, running for ",
    ):
        assert line in home
    assert "Maintenance" not in home
