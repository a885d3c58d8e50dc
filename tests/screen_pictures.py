"""`python -m tests.screen_pictures FOLDER`: picture the screens that the documentation shows.

It wants Chromium, and fonts with emoji: without them the buttons show boxes.
"""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo.stage import Stage, stage
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.sandbox.browser import CHROMIUM

WIDTH, HEIGHT, SCALE = 400, 2400, 2  # a phone that is long enough for every message
GAP, PAPER = 24, "#dbe6de"
QUALITY = 82
SECONDS = 60.0
LINE = "/order 101 https://www.instagram.com/{}/ 1000"


@dataclass
class Camera:
    """A person in a chat, and a page that shows what they see."""

    chat: ChatClient
    page: Page

    async def say(self, text: str, shows: str) -> Message:
        """Write something, and wait for the answer."""
        since = self.chat.mark()
        await self.chat.say(text)
        return await self.chat.wait_for(shows, since=since, timeout=SECONDS)

    async def tap(self, label: str, shows: str) -> Message:
        """Tap a button, and wait for the answer."""
        since = self.chat.mark()
        await self.chat.tap(label)
        return await self.chat.wait_for(shows, since=since, timeout=SECONDS)

    async def take(self, message: Message) -> Image.Image:
        """Picture a message with its buttons."""
        shown = self.page.locator(f'[data-id="{message.message_id}"] .stack')
        await expect(shown).to_be_visible(timeout=SECONDS * 1000)
        await self.page.wait_for_timeout(500)  # what moves has arrived
        return Image.open(io.BytesIO(await shown.screenshot())).convert("RGB")


@asynccontextmanager
async def cameras(parts: Stage, browser: Browser) -> AsyncIterator[tuple[Camera, Camera, Camera]]:
    """Return what the owner and a customer see in private, and the customer in the group."""
    world = parts.playground.world
    carmen = next(it for it in parts.group.members if it.name == "Carmen")
    found = []
    for person, chat in (
        (parts.owner, world.private_chat(parts.owner)),
        (carmen, world.private_chat(carmen)),
        (parts.group.members[2], parts.group),
    ):
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=SCALE,
            color_scheme="light",
            locale="en-GB",
        )
        page = await context.new_page()
        await page.goto(f"{parts.playground.page_url}#{person.id}/{chat.id}")
        found.append(Camera(ChatClient(parts.playground, person, chat), page))
    owner, customer, administrator = found
    yield owner, customer, administrator


async def take_pictures(parts: Stage, browser: Browser, folder: Path) -> None:
    """Picture the dashboard and a group's settings."""
    async with cameras(parts, browser) as (owner, customer, administrator):
        await owner.say("/start", "Hello")
        await customer.say("/start", "Hello")
        for name in ("nasa", "natgeo"):
            await customer.say(LINE.format(name), "Total")
            await customer.tap("Confirm", "Number at the panel")
        dashboard = await owner.take(await owner.say("/admin", "Open orders"))
        dashboard.save(folder / "dashboard.png", optimize=True)
        settings = await administrator.take(
            await administrator.say("/settings", "Settings of this group")
        )
        settings.save(folder / "settings.png", optimize=True)


async def sell(parts: Stage, browser: Browser, folder: Path) -> None:
    """Picture the way from the first price to the first order that was paid."""
    async with cameras(parts, browser) as (owner, customer, _):
        await owner.say("/start", "Hello")
        await customer.say("/start", "Hello")
        _save(folder / "prices.webp", await set_prices(owner))
        _save(folder / "paying-in.webp", await pay_in(customer))
        _save(folder / "payments.webp", await picture_payments(owner))
        _save(folder / "first-order.webp", await order(parts, customer))


async def set_prices(owner: Camera) -> Sequence[Image.Image]:
    """Set a markup of 30 percent, and a floor."""
    await owner.say("/admin", "Dashboard")
    await owner.tap("💵 Prices", "Rules")
    await owner.tap("+ Add a rule", "Who is the rule for?")
    await owner.tap("Everybody", "What is the rule for?")
    await owner.tap("All services", "no rule for exactly this")
    await owner.tap("+ Set a markup", "Send the markup")
    preview = await owner.take(await owner.say("30%", "Is that right?"))
    await owner.tap("✅ Save", "Rules · 1")
    await owner.tap("📉 Floor", "Nothing is sold for less than its cost")
    await owner.tap("✏️ Change", "Send")
    await owner.say("10", "Is that right?")
    await owner.tap("✅ Save", "Nothing is sold for less than its cost + 10%")
    return preview, await owner.take(await owner.tap("⬅️ Prices", "Rules · 1"))


async def pay_in(customer: Camera) -> Sequence[Image.Image]:
    """Pay five dollars in with Stars."""
    await customer.say("/wallet", "Balance")
    await customer.tap("Top up", "How do you want to pay?")
    await customer.tap("Telegram Stars", "How much do you want to add?")
    offer = await customer.take(await customer.tap("5.00", "You pay"))
    since = customer.chat.mark()
    await customer.chat.tap("Pay ⭐")
    invoice = await customer.chat.wait_for(lambda it: it.invoice is not None, since=since)
    asked = await customer.take(invoice)
    await customer.chat.pay(invoice)
    paid = await customer.chat.wait_for("was added to your wallet", since=since)
    return offer, asked, await customer.take(paid)


async def picture_payments(owner: Camera) -> Sequence[Image.Image]:
    """Open the page of payments, and the payment."""
    await owner.say("/admin", "Dashboard")
    page = await owner.take(await owner.tap("💳 Payments", "How customers pay in"))
    await owner.tap("All payments", "1 payment")
    return page, await owner.take(await owner.tap("⭐ 385", "Status: credited"))


async def order(parts: Stage, customer: Camera) -> Sequence[Image.Image]:
    """Order from the wallet; a part does not come."""
    summary = await customer.take(await customer.say(LINE.format("nasa"), "Left after this"))
    await customer.tap("Confirm", "Number at the panel")
    since = customer.chat.mark()
    parts.panel.finish(max(parts.panel.orders, key=int), "Partial", remains=157)
    notice = await customer.chat.wait_for("partially delivered", since=since, timeout=SECONDS)
    return summary, await customer.take(notice)


def _save(file: Path, pictures: Sequence[Image.Image]) -> None:
    """Write pictures down side by side."""
    width = sum(it.width for it in pictures) + GAP * (len(pictures) + 1)
    paper = Image.new("RGB", (width, max(it.height for it in pictures) + 2 * GAP), PAPER)
    left = GAP
    for picture in pictures:
        paper.paste(picture, (left, GAP))
        left += picture.width + GAP
    paper.save(file, quality=QUALITY, method=6)


async def main(folder: Path) -> None:
    """Start the demo and a browser, and picture what is documented."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        async with stage(speed=0.001, outcomes=False) as parts:
            await take_pictures(parts, browser, folder)
        async with stage(speed=0.001, outcomes=False, selling=True) as parts:
            await sell(parts, browser, folder)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
