"""A believable catalogue of any size, drawn by seed.

A few friendly services first; then services drawn to what was measured on a real list of 6,411:
long names with emoji and `&amp;`, categories of very different sizes, one of them named only by
dashes, prices from 0.0006 to 100000 (docs/panel-api.md, 2.2).
"""

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

_TYPES = (
    "SEO",
    "Mentions",
    "Mentions with Hashtags",
    "Mentions Custom List",
    "Mentions Hashtag",
    "Mentions User Followers",
    "Mentions Media Likers",
    "Comment Likes",
    "Comment Replies",
    "Poll",
    "Invites from Groups",
    "Subscriptions",
    "Web Traffic",
    "Custom Comments Package",
)
_PLATFORMS = (
    "Instagram",
    "TikTok",
    "YouTube",
    "Telegram",
    "Facebook",
    "Twitter",
    "Spotify",
    "Twitch",
    "LinkedIn",
    "Discord",
    "SoundCloud",
    "Threads",
)
_GOODS = ("Followers", "Likes", "Views", "Comments", "Shares", "Members", "Plays", "Saves")
_TRAITS = (
    "Real",
    "HQ",
    "Instant Start",
    "No Drop",
    "♻️ 30 Days Refill",
    "♻️ R365",
    "🚫 No Refill",
    "Speed 10K/Day",
    "Max 500K",
    "Old Accounts",
    "USA 🇺🇸",
    "𝐏𝐫𝐞𝐦𝐢𝐮𝐦",
    "ᴺᴱᵂ",
    "Cancel Enable",
    "Bots &amp; Mixed",
    "0-1 Hour Start ⚡",
    "⭐ Recommended",
)
_SEPARATOR = "─" * 24
_SEPARATOR_SHARE = 0.026  # 164 of 6,411
_MOST = 2_147_483_647
REFUSES_REFILLS = frozenset({133})
"""Services that promise refills and refuse each: real panels have many of these."""
_DRIPFEED_SHARE, _REFILL_SHARE, _CANCEL_SHARE, _DESCRIBED_SHARE = 0.9, 0.35, 0.5, 0.2


def _service(number: int, name: str, category: str, rate: str, **fields: Any) -> dict[str, Any]:
    return {
        "service": number,
        "name": name,
        "type": "Default",
        "category": category,
        "rate": rate,
        "min": "10",
        "max": "100000",
        "dripfeed": False,
        "refill": False,
        "cancel": True,
    } | fields


def friendly_services() -> list[dict[str, Any]]:
    """Return the first services of the demo."""
    followers, likes = "Instagram · Followers", "Instagram · Likes & Views"
    described = {
        "desc": "Starts within minutes. About 10,000 a day. "
        "If the number drops within 30 days, ask for a refill."
    }
    return [
        _service(
            101,
            "Instagram Followers · real looking · 30 days refill ♻️",
            followers,
            "0.90",
            min="100",
            max="50000",
            refill=True,
            dripfeed=True,
            **described,
        ),
        _service(102, "Instagram Followers · fast ⚡ · no refill", followers, "0.42", min="50"),
        _service(
            103, "Instagram Followers · old accounts · R365 ♻️", followers, "1.85", refill=True
        ),
        _service(111, "Instagram Likes · instant ⚡", likes, "0.12", dripfeed=True),
        _service(
            112, "Instagram Reel views · 1M a day", likes, "0.0063", min="100", max="10000000"
        ),
        _service(
            113,
            "Instagram Comments · your own words 💬",
            "Instagram · Comments",
            "9.00",
            type="Custom Comments",
            min="5",
            max="500",
            **described,
        ),
        _service(
            121,
            "TikTok Followers · HQ · 30 days refill ♻️",
            "TikTok",
            "1.10",
            refill=True,
            min="20",
        ),
        _service(122, "TikTok Views · instant ⚡", "TikTok", "0.004", min="100", max="5000000"),
        _service(
            123,
            "TikTok starter pack 🎁 100 followers + 500 likes + 5,000 views",
            "TikTok",
            "2.50",
            type="Package",
            min="1",
            max="1",
        ),
        _service(131, "YouTube Views · retention 60 %", "YouTube", "1.65", refill=True, min="500"),
        _service(132, "YouTube Subscribers · slow and safe 🐢", "YouTube", "14.00", dripfeed=True),
        _service(133, "YouTube Likes · 30 days refill ♻️", "YouTube", "2.20", refill=True),
        _service(134, "YouTube Shares · lifetime guarantee", "YouTube", "3.10", refill=False),
        _service(141, "Telegram Channel members · non drop", "Telegram", "0.75", refill=True),
        _service(142, "Telegram Post views · last 5 posts 👀", "Telegram", "0.05", cancel=False),
        *_rarer_services(),
    ]


_RARER = (
    ("Subscriptions", "Instagram · Automatic", "Instagram auto likes · on every new post 🔔"),
    ("Custom Comments Package", "Instagram · Comments", "Instagram 10 comments of your own 🎁"),
    ("Comment Likes", "Instagram · Comments", "Instagram Comment likes 👍"),
    ("Comment Replies", "Instagram · Comments", "Instagram Comment replies ↩️"),
    ("Mentions", "Instagram · Mentions", "Instagram Mentions · your list"),
    ("Mentions with Hashtags", "Instagram · Mentions", "Instagram Mentions · with hashtags"),
    ("Mentions Custom List", "Instagram · Mentions", "Instagram Mentions · each of your list"),
    ("Mentions Hashtag", "Instagram · Mentions", "Instagram Mentions · users of a hashtag"),
    ("Mentions User Followers", "Instagram · Mentions", "Instagram Mentions · somebody's fans"),
    ("Mentions Media Likers", "Instagram · Mentions", "Instagram Mentions · likers of a post"),
    ("Poll", "Telegram", "Telegram Poll votes 🗳"),
    ("Invites from Groups", "Telegram", "Telegram Invites · from groups of your choice"),
    ("SEO", "Website", "Website SEO · backlinks for keywords"),
    ("Web Traffic", "Website", "Website visits · by country and device 🌍"),
    ("Telepathy", "Website", "Website thoughts · a type that nobody has heard of"),
)


def _rarer_services() -> Iterator[dict[str, Any]]:
    for number, (kind, category, name) in enumerate(_RARER, 151):
        once = {"min": "1", "max": "1"} if kind == "Custom Comments Package" else {}
        drips = kind == "Web Traffic"
        yield _service(number, name, category, "3.00", type=kind, dripfeed=drips, **once)


def make_services(
    size: int, seed: int = 1, first: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return `size` services; the same seed draws the same list.

    Args:
        first: what the list begins with; the friendly services if nothing is given.
    """
    services = list(first or friendly_services())[:size]
    services.extend(_drawn(size - len(services), random.Random(seed)))  # noqa: S311 - no secret
    return services


def _drawn(count: int, draw: random.Random) -> Iterator[dict[str, Any]]:
    number, left, category = 1000, 0, ""
    separators = round(count * _SEPARATOR_SHARE)
    for index in range(count):
        if index < separators:
            category, left = _SEPARATOR, 1
        elif left <= 0:
            category, left = _category(draw)
        left -= 1
        number += draw.randint(1, 5)
        kind = _TYPES[index % 97] if index % 97 < len(_TYPES) and count > len(_TYPES) else None
        yield _one(number, category, kind or _usual_type(draw), draw)


def _category(draw: random.Random) -> tuple[str, int]:
    """Return a category's name and size: a median of 7, now and then far above 50."""
    platform, goods = draw.choice(_PLATFORMS), draw.choice(_GOODS)
    trait = draw.choice(_TRAITS)
    return f"{platform} {goods} │ {trait}", min(max(int(draw.lognormvariate(1.95, 0.9)), 1), 164)


def _usual_type(draw: random.Random) -> str:
    return draw.choices(("Default", "Custom Comments", "Package"), (0.9, 0.055, 0.045))[0]


def _one(number: int, category: str, kind: str, draw: random.Random) -> dict[str, Any]:
    head = category.partition(" │ ")[0] if category != _SEPARATOR else draw.choice(_PLATFORMS)
    traits = draw.sample(_TRAITS, draw.randint(3, 9))
    package = "Package" in kind
    least = 1 if package else draw.choice((1, 10, 20, 50, 100, 500, 1000))
    most = 1 if package else draw.choice((1000, 10_000, 100_000, 1_000_000, _MOST))
    return _service(
        number,
        f"{head} [ {' ] [ '.join(traits)} ]",
        category,
        str(_rate(draw)),
        type=kind,
        min=str(least),
        max=str(max(least, most)),
        dripfeed=kind == "Default" and draw.random() < _DRIPFEED_SHARE,
        refill=draw.random() < _REFILL_SHARE,
        cancel=draw.random() < _CANCEL_SHARE,
        **({"desc": _description(draw)} if draw.random() < _DESCRIBED_SHARE else {}),
    )


def _rate(draw: random.Random) -> Decimal:
    places = draw.choices((2, 3, 4), (0.73, 0.12, 0.15))[0]
    rate = Decimal(str(min(draw.lognormvariate(0.3, 2.2), 100_000.0)))
    return max(rate.quantize(Decimal(1).scaleb(-places)), Decimal("0.0006"))


def _description(draw: random.Random) -> str:
    lines = (
        "🔗 Link: the public page's address",
        f"⏱ Start: 0-{draw.randint(1, 24)} hours",
        f"🚀 Speed: up to {draw.randint(1, 50)}K a day",
        "⚠️ No second order on the same link before the first has ended.",
    )
    return "\r\n".join(lines)
