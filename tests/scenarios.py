"""What a person taps and writes to reach an aim: each step is counted.

The counts are in docs/using.md, and `tests/test_tap_counts.py` fails when one gets worse.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from bot.setup.terminal import Terminal
from bot.setup.wizard import Options, Wizard
from tests.conftest import OWNER_ID, TOKEN, Bench
from tests.ordering import LINK, number_of, order_default

ROOT = Path(__file__).parents[1]
OTHER_LINK = "https://www.instagram.com/another/"
COMPLETED = "is completed"
PLACED = "Number at the panel"


@dataclass
class Steps:
    """A person in a chat, and what they did there."""

    chat: ChatClient
    taken: list[str] = field(default_factory=list)

    async def say(self, text: str, shown: str) -> Message:
        """Write, and wait for what is shown."""
        since = self.chat.mark()
        self.taken.append(text.partition("\n")[0])
        await self.chat.say(text)
        return await self.chat.wait_for(shown, since=since)

    async def tap(self, label: str, shown: str, message: Message | None = None) -> Message:
        """Tap, and wait for what is shown."""
        since = self.chat.mark()
        self.taken.append(f"[{label}]")
        await self.chat.tap(label, message=message)
        return await self.chat.wait_for(shown, since=since)


Scenario = Callable[[Bench], Awaitable[list[str]]]


async def first_by_menu(bench: Bench) -> list[str]:
    """Order for the first time, by the menus."""
    await bench.start()
    steps = Steps(bench.private())
    await steps.say("/start", "Hello")
    await steps.tap("New order", "Choose a platform")
    await steps.tap("Instagram", "Choose a category")
    listed = await steps.tap("Followers", "Choose a service")
    await steps.tap(number_of(listed, "[Real]"), "per 1000")
    await steps.tap("🛒 Order", "link")
    await steps.say(LINK, "quantity")
    await steps.tap("Min", "Total")
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def first_by_search(bench: Bench) -> list[str]:
    """Order for the first time, by some words."""
    await bench.start()
    steps = Steps(bench.private())
    await steps.say("instagram followers real", "Choose a service")
    await steps.tap("[Real]", "per 1000")
    await steps.tap("🛒 Order", "link")
    await steps.say(LINK, "quantity")
    await steps.tap("Min", "Total")
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def first_from_a_link(bench: Bench) -> list[str]:
    """Order for the first time, from a link."""
    await bench.start()
    steps = Steps(bench.private())
    listed = await steps.say(LINK, "Choose a service")
    await steps.tap(number_of(listed, "[Real]"), "quantity")
    await steps.tap("1,000", "Total")
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def first_in_a_line(bench: Bench) -> list[str]:
    """Order in one line."""
    await bench.start()
    steps = Steps(bench.private())
    await steps.say(f"/order 1 {LINK} 1000", "Total")
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def again_for_another_link(bench: Bench) -> list[str]:
    """Order the same again, for another link."""
    await bench.start()
    await order_default(bench.private())
    await bench.private().wait_for(COMPLETED)
    steps = Steps(bench.private())
    await steps.say(OTHER_LINK, "Total")
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def twenty_links(bench: Bench) -> list[str]:
    """Order for twenty links that are sent together."""
    await bench.start()
    steps = Steps(bench.private())
    links = [f"https://www.instagram.com/example{number}/" for number in range(20)]
    listed = await steps.say("\n".join(links), "Choose a service")
    await steps.tap(number_of(listed, "[Real]"), "20 links")
    await steps.say("1000", "Total")
    await steps.tap("Place 20 orders", "Mass order M1")
    await bench.panel.wait_for("add", 20, timeout=30)
    return steps.taken


async def again_from_card(bench: Bench) -> list[str]:
    """Order the same again, from the card of an order."""
    await bench.start()
    card = await order_default(bench.private())
    await bench.private().wait_for(COMPLETED)
    steps = Steps(bench.private())
    await steps.tap("Order again", "Total", message=card)
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def again_from_push(bench: Bench) -> list[str]:
    """Order the same again, from the message that an order is completed."""
    await bench.start()
    await order_default(bench.private())
    pushed = await bench.private().wait_for(COMPLETED)
    steps = Steps(bench.private())
    await steps.tap("Order again", "Total", message=pushed)
    await steps.tap("Confirm", PLACED)
    return steps.taken


async def refill_three(bench: Bench) -> list[str]:
    """Ask for refills of three orders."""
    await bench.start()
    chat = bench.private()
    for number in range(1, 4):
        await order_default(chat, link=f"https://www.instagram.com/example{number}/")
        await chat.wait_for(f"Order #{number} {COMPLETED}")
    bench.skip(days=2)
    steps = Steps(chat)
    await steps.say("/refill #1 #2 #3", "#3: ")
    await bench.panel.wait_for("refill", 3)
    return steps.taken


async def let_in_a_group(bench: Bench) -> list[str]:
    """Let a group in, in which somebody wants to order."""
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    world = bench.playground.world
    world.groups.add("Team", members=[world.add_person("Anna"), bench.owner])
    await owner.wait_for("Team")
    steps = Steps(owner)
    await steps.tap("Approve", "Team")
    return steps.taken


class _Answers(Terminal):
    """Somebody at the terminal, who taps Start on the link that is shown."""

    is_manned = True

    def __init__(self, answers: Mapping[str, str], open_link: Callable[[str], None]) -> None:
        self._answers = answers
        self._open_link = open_link
        self.taken: list[str] = []

    def say(self, line: str = "") -> None:
        if line.startswith("https://t.me/"):
            self.taken.append("[Start]")
            self._open_link(line.partition("?start=")[2])

    def ask(self, question: str, default: str = "") -> str:
        answer = next(text for word, text in self._answers.items() if word in question)
        self.taken.append(question)
        return answer or default

    ask_secret = ask


async def from_clone_to_run(bench: Bench) -> list[str]:
    """Get the code, set the bot up and run it: the README's commands, and what they ask."""
    loop, world = asyncio.get_running_loop(), bench.playground.world

    def start(payload: str) -> None:
        loop.call_soon_threadsafe(world.start, bench.owner, payload)

    answers = {"Token": TOKEN, "Address": bench.panel.url, "Key": "sandbox-key"}
    terminal = _Answers(answers, start)
    options = Options({}, replace=False, delete_webhook=False, wait_seconds=30)
    with _fresh_folder(bench):
        await asyncio.to_thread(Wizard(options, terminal).run)
    assert f"OWNER_IDS={OWNER_ID}" in _written(bench)
    return ["git clone", *_commands_of_the_readme(), *terminal.taken]


def _commands_of_the_readme() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## Set it up") :]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]


def _written(bench: Bench) -> str:
    return (bench.folder / "clone" / ".env").read_text(encoding="utf-8")


@contextmanager
def _fresh_folder(bench: Bench) -> Iterator[None]:
    before = Path.cwd()
    folder = bench.folder / "clone"
    folder.mkdir()
    os.chdir(folder)
    os.environ["TELEGRAM_API_URL"] = bench.playground.api_url
    try:
        yield
    finally:
        os.chdir(before)
        del os.environ["TELEGRAM_API_URL"]


@dataclass(frozen=True)
class TapCount:
    """A scenario, and how many steps it takes now, and took in version 1.0, if it was there."""

    name: str
    before: int | None
    now: int
    scenario: Scenario


TAP_COUNTS = (
    TapCount("First order, through the menus", 9, 9, first_by_menu),
    TapCount("First order, through the search", 6, 6, first_by_search),
    TapCount("First order, from a link", 6, 4, first_from_a_link),
    TapCount("First order, in one line", 6, 2, first_in_a_line),
    TapCount("The same again, for another link", 4, 2, again_for_another_link),
    TapCount("One service for 20 links, as they were pasted", None, 4, twenty_links),
    TapCount("The same again, from the order's card", 2, 2, again_from_card),
    TapCount("The same again, from the message that it is completed", 3, 2, again_from_push),
    TapCount("Refill of three orders", 1, 1, refill_three),
    TapCount("Letting a group in", 1, 1, let_in_a_group),
    TapCount("From clone to a running bot: commands, answers, taps", 10, 8, from_clone_to_run),
)


def table() -> list[str]:
    """Return the lines of the table in docs/using.md."""
    head = ["| Taps, messages and commands | 1.0 | Now |", "|---|---|---|"]
    return head + [f"| {it.name} | {it.before or '–'} | {it.now} |" for it in TAP_COUNTS]
