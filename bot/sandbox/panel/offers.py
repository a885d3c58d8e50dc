"""What other panels sell: much of it is the first one's, in other words and under other numbers.

An owner would sell some of these services as one with the first panel's. Others look like it, and
promise something else: to merge them would change what was sold. Some numbers are those of other
services of the first panel.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from bot.sandbox.panel.catalogue import friendly_services

_PLACES = Decimal("0.0001")


class Offer(NamedTuple):
    """A service of another panel.

    Attributes:
        like: the number of the first panel's service that it looks like; `None` if there is none.
        is_same: it is of the same platform, kind and promise: both can be sold as one.
    """

    service: dict[str, Any]
    like: int | None = None
    is_same: bool = False


def in_brackets() -> tuple[Offer, ...]:
    """Return what a panel sells that puts what counts into brackets."""
    followers, likes = "Instagram Followers", "Instagram Likes / Views"
    return (
        _same(14, 101, "IG Followers [Real] [R30 ♻️]", followers, min="50", max="100000"),
        _other(15, 101, "IG Followers [Real] [R60 ♻️]", followers, rate="1.05"),
        _other(16, 101, "IG Followers [Real] [No Refill]", followers, refill=False, rate="0.70"),
        _same(17, 102, "IG Followers [Fast ⚡] [No Refill]", followers, min="100", max="20000"),
        _same(18, 103, "IG Followers [Old Accounts] [R365 ♻️]", followers, min="100"),
        _same(21, 111, "IG Likes [Instant ⚡]", likes, max="50000"),
        _other(22, 111, "IG Likes [Instant ⚡] [R30 ♻️]", likes, refill=True, rate="0.19"),
        _same(23, 112, "IG Reels Views [1M/Day]", likes, min="1000"),
        _same(24, 113, "IG Custom Comments 💬", "Instagram Comments", max="1000"),
        _same(31, 121, "TT Followers [HQ] [R30 ♻️]", "TikTok Services", min="50"),
        _same(32, 122, "TikTok Video Views [Instant]", "TikTok Services", max="10000000"),
        _same(33, 123, "TikTok Starter Pack [100 Followers + 500 Likes + 5K Views]", "TikTok"),
        _same(41, 131, "YouTube Video Views [Retention 60%] [♻️]", "YouTube", min="1000"),
        _other(
            42, 131, "YouTube Video Views [Retention 20%] [No Refill]", "YouTube", refill=False
        ),
        _same(51, 141, "TG Channel Members [Non Drop] [♻️]", "Telegram Services"),
        _own(61, "Threads Followers [R30 ♻️]", "Threads", "2.40", refill=True),
        _own(62, "Spotify Plays [USA 🇺🇸]", "Spotify", "0.95", max="1000000"),
        _own(101, "Twitter / X Followers [R30 ♻️]", "Twitter / X", "3.60", refill=True),
        _own(111, "Facebook Page Likes [No Refill]", "Facebook", "2.10"),
    )


def in_sentences() -> tuple[Offer, ...]:
    """Return what a panel sells that writes its names out."""
    followers, likes = "🔥 INSTAGRAM FOLLOWERS", "🔥 INSTAGRAM LIKES AND VIEWS"
    return (
        _same(1, 101, "Instagram Real Looking Followers | 30 Days Refill", followers, max="5000"),
        _other(2, 101, "Instagram Real Looking Followers | Lifetime Refill", followers, rate="2"),
        _same(3, 102, "Instagram Fast Followers | No Refill", followers, max="10000"),
        _same(5, 111, "Instagram Instant Likes | No Refill", likes, min="20", max="20000"),
        _same(6, 112, "Instagram Views for Reels | up to 1 Million per Day | No Refill", likes),
        _same(8, 121, "TikTok High Quality Followers | 30 Days Refill", "TIKTOK", max="20000"),
        _other(9, 121, "TikTok High Quality Followers | 7 Days Refill", "TIKTOK", rate="0.80"),
        _same(10, 122, "TikTok Instant Views | No Refill", "TIKTOK", min="500", max="1000000"),
        _same(
            12, 141, "Telegram Members for Channels | Non Drop | Refill", "TELEGRAM", max="30000"
        ),
        _other(13, 141, "Telegram Members for Groups | No Refill", "TELEGRAM", refill=False),
        _same(14, 142, "Telegram Views on the last 5 Posts | No Refill", "TELEGRAM", min="50"),
        _own(15, "Pinterest Followers | 30 Days Refill", "PINTEREST", "4.20", refill=True),
        _own(102, "SoundCloud Plays", "SOUNDCLOUD", "0.30", max="1000000"),
        _own(121, "Discord Online Members | 30 Days Refill", "DISCORD", "9.50", refill=True),
    )


def at_prices(services: Sequence[dict[str, Any]], factor: Decimal) -> list[dict[str, Any]]:
    """Return services whose rates are so many times as high, rounded to four places."""
    return [it | {"rate": _times(str(it["rate"]), factor)} for it in services]


def _times(rate: str, factor: Decimal) -> str:
    return rate if factor == 1 else str(max((Decimal(rate) * factor).quantize(_PLACES), _PLACES))


def _same(number: int, like: int, name: str, category: str, **fields: Any) -> Offer:
    return Offer(_copied(number, like, name, category, fields), like, is_same=True)


def _other(number: int, like: int, name: str, category: str, **fields: Any) -> Offer:
    return Offer(_copied(number, like, name, category, fields), like)


def _own(number: int, name: str, category: str, rate: str, **fields: Any) -> Offer:
    return Offer(_copied(number, _PLAIN, name, category, {"rate": rate, **fields}))


def _copied(
    number: int, like: int, name: str, category: str, fields: dict[str, Any]
) -> dict[str, Any]:
    (model,) = (it for it in friendly_services() if it["service"] == like)
    model.pop("desc", None)  # written by the first panel, about its own
    return {**model, "service": number, "name": name, "category": category, **fields}


_PLAIN = 102
"""A service of the usual type without a promise, whose switches others have, too."""
