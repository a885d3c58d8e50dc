"""Panels beside a bench's first one: other dialects, words and prices, and the same numbers."""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.panel.rules.accounts import PanelAccount
from bot.panel.service import connecting
from bot.panel.vault import Vault
from bot.sandbox.panel.offers import at_prices
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import PROFILES, Profile

SECRET = "0123456789abcdef0123456789abcdef"
"""SECRET_KEY of a bot with several panels."""
Services = Sequence[dict[str, Any]]
OTHER_WORDS = {
    "Instagram Followers [Real]": "IG Followers (genuine)",
    "Instagram Followers [Drip]": "IG Followers (day by day)",
    "Instagram Likes": "IG Hearts",
    "Custom Comments": "IG Comments of your own",
    "Starter pack": "TikTok pack for beginners",
    "Telepathic votes": "TikTok votes by telepathy",
}


def others(
    count: int, services: Services, currencies: Sequence[str] = (), **options: Any
) -> list[SandboxPanel]:
    """Return `count` more panels that sell the same; all number their orders from 1.

    Args:
        services: what the first panel sells.
        currencies: of the panels; all of them charge in dollars where there are none.
        options: of `SandboxPanel`, for all of them.
    """
    return [
        SandboxPanel(
            name=profile.name,
            key=profile.key,
            dialect=profile.dialect,
            services=sold_by(profile, services),
            currency=currency,
            first_number=1,
            seed=number,  # of how orders end
            **options,
        )
        for number, (profile, currency) in enumerate(
            zip(PROFILES[1 : count + 1], currencies or repeat("USD"), strict=False), 2
        )
    ]


def sold_by(profile: Profile, services: Services) -> list[dict[str, Any]]:
    """Return services as another panel sells them: in other words, at other prices."""
    numbers = numbers_at(profile, services)
    sold = [
        it
        | {
            "service": numbers[it["service"]],
            "name": OTHER_WORDS.get(it["name"], f"{it['name']} at {profile.name}"),
            "category": f"{it['category'].partition(' ')[0]} at {profile.name}",
        }
        for it in services
    ]
    return at_prices(sold, profile.factor)


def numbers_at(profile: Profile, services: Services) -> dict[int, int]:
    """Return under which number a panel sells what the first one sells under another.

    They are the same numbers, turned round: sent to the wrong panel, each buys something else.
    """
    shift = PROFILES.index(profile) % len(services)
    numbers = [int(it["service"]) for it in services]
    return dict(zip(numbers, numbers[shift:] + numbers[:shift], strict=True))


async def connect(database: Database, panel: SandboxPanel) -> int:
    """Have the bot order from a panel as well, as its owner does; return the number of its row."""
    account = PanelAccount(panel.url, panel.key)
    async with database.begin() as session:
        added = await connecting.add(
            session, account, Vault(SECRET), utc_now(), name=panel.name, options=options_of(panel)
        )
    return added.id


def options_of(panel: SandboxPanel) -> dict[str, str]:
    """Return what an owner says of a panel's dialect, beside address and key."""
    settings = {it.name: it.settings for it in PROFILES}.get(panel.name, {})
    own = {name.removeprefix("PROVIDER_").lower(): said for name, said in settings.items()}
    return {"refill_hours": "0", **own}
