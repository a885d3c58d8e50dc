"""An owner's first day: a check list, ticked by what there is."""

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench
from tests.ordering import labels
from tests.proof import proof


def ticked(message: Message) -> list[str]:
    """Return the first two words of what is done."""
    return [" ".join(it.split()[1:3]) for it in message.text.splitlines() if it[:1] == "✅"]


async def test_the_first_start_is_a_check_list(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    shown = await owner.wait_for("First steps")
    assert "Let a" not in ticked(shown)
    for label in ("👥 Chats", "🛠 Edit", "💸 Threshold", "✏️ Contact", "+ Add to a group"):
        assert label in labels(shown)
    assert "🛒 New order" in labels(shown)
    await owner.tap("💸 Threshold", message=shown)
    await owner.wait_for("Send the balance below which owners are alerted")
    await owner.say("25 $")
    await owner.wait_for("Low balance: below $25.00")
    anna = bench.playground.world.add_person("Anna")
    group = bench.playground.world.groups.add("Team", members=[anna])
    await bench.in_group(anna, group).say("/start")
    await owner.tap("✅ Approve", message=await owner.wait_for("A chat asks for access"))
    await owner.wait_for("was let in")
    page = await steps(owner)
    for done in ("Let a", "Get notified", "Add the"):
        assert done in ticked(page)
    assert "💸 Threshold" not in labels(page)
    since = owner.mark()
    await owner.say("/start")
    assert "First steps" not in (await owner.wait_for("Hello", since=since)).text


async def steps(owner: ChatClient) -> Message:
    """Open the list from the dashboard."""
    since = owner.mark()
    await owner.say("/admin")
    await owner.tap("🚀 First steps", message=await owner.wait_for("🛠 Dashboard", since=since))
    return await owner.wait_for("Let a chat in", since=since)


@proof
async def test_the_catalogues_page_leads_to_editing(bench: Bench) -> None:
    await bench.start()
    owner = bench.private()
    await owner.say("/admin")
    await owner.tap("🗂 Catalogue", message=await owner.wait_for("🛠 Dashboard"))
    await owner.tap("🛠 Edit the catalogue", message=await owner.wait_for("Platforms: "))
    await owner.wait_for("Choose a platform")
