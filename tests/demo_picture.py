"""`python -m tests.demo_picture FILE`: film the demo for the README, as an animated WebP.

It wants Chromium, and fonts with emoji: without them the buttons show boxes.
"""

import asyncio
import io
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Locator, Page, ViewportSize, async_playwright, expect

from bot.demo.stage import stage
from tests.sandbox.browser import CHROMIUM

SIZE: ViewportSize = {"width": 1110, "height": 680}
QUALITY = 82
POINTER, POINTER_RADIUS = (38, 132, 255, 120), 15
PATIENCE_MS = 60_000
HOLD_MS, TAP_MS, TYPE_MS = 1300, 450, 180


@dataclass
class Film:
    """A page, and what was filmed of it: pictures, and how long each is shown in milliseconds."""

    page: Page
    pictures: list[Image.Image] = field(default_factory=list)
    times: list[int] = field(default_factory=list)

    async def hold(self, milliseconds: int = HOLD_MS) -> None:
        """Show the page for a while."""
        await self.page.wait_for_timeout(350)  # what moves has arrived
        await self._take(milliseconds)

    async def tap(self, target: Locator) -> None:
        """Tap something, with a pointer on it."""
        await target.scroll_into_view_if_needed()
        box = await target.bounding_box()
        assert box is not None
        center = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await self._take(TAP_MS, center)
        await target.click()

    async def button(self, label: str, shown: str) -> None:
        """Tap the newest message's first button that begins like this, and look at the answer."""
        begins = re.compile(rf"^\s*{re.escape(label)}\b")
        newest = self.page.locator("#messages .message").last
        await self.tap(newest.locator(".inline", has_text=begins).first)
        await self.until(shown)

    async def write(self, text: str, shown: str) -> None:
        """Write a text and send it."""
        await self.page.locator("#text").fill(text)
        await self._take(TAP_MS * 2)
        await self.page.keyboard.press("Enter")
        await self.until(shown)

    async def until(self, shown: str, milliseconds: int = HOLD_MS) -> None:
        """Wait for words in the chat, and look at them."""
        messages = self.page.locator("#messages")
        await expect(messages).to_contain_text(shown, timeout=PATIENCE_MS)
        await self.hold(milliseconds)

    async def _take(self, milliseconds: int, pointer: tuple[float, float] | None = None) -> None:
        picture = Image.open(io.BytesIO(await self.page.screenshot())).convert("RGB")
        if pointer is not None:
            _draw_pointer(picture, *pointer)
        self.pictures.append(picture)
        self.times.append(milliseconds)

    def save(self, file: Path) -> None:
        """Write the film down."""
        first, *others = self.pictures
        first.save(
            file,
            save_all=True,
            append_images=others,
            duration=self.times,
            loop=0,
            quality=QUALITY,
            method=6,
        )


def _draw_pointer(picture: Image.Image, x: float, y: float) -> None:
    over = ImageDraw.Draw(picture, "RGBA")
    box = (x - POINTER_RADIUS, y - POINTER_RADIUS, x + POINTER_RADIUS, y + POINTER_RADIUS)
    over.ellipse(box, fill=POINTER, outline=(255, 255, 255, 200), width=2)


async def play(film: Film) -> None:
    """Order from a link, kill the bot meanwhile, and see the order completed."""
    page = film.page
    await film.hold(1800)
    await film.tap(page.get_by_role("button", name="Order as a customer"))
    await film.until("Hello, Carmen")
    await film.write("https://www.instagram.com/p/C9dLmXvOqPt/", "The price is per 1000")
    await film.button("1", "Send the quantity")
    await film.button("1,000", "Total")
    await film.button("✅ Confirm", "Number at the panel")
    await film.tap(page.locator(".breaker", has_text="Kill the bot now"))
    await film.hold(1200)
    await expect(page.locator("#entries")).to_contain_text("is back", timeout=PATIENCE_MS)
    await film.hold()
    await film.until("is completed", 3500)


async def main(file: Path, story: Callable[[Film], Awaitable[None]] = play) -> None:
    """Start the demo and a browser, and film."""
    async with (
        stage(speed=2, outcomes=False, apart=True) as parts,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await browser.new_context(viewport=SIZE, color_scheme="light", locale="en-GB")
        page = await context.new_page()
        await page.goto(parts.playground.page_url)
        await expect(page.locator("#bot-state")).to_be_attached()
        film = Film(page)
        await story(film)
        await browser.close()
    film.save(file)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
