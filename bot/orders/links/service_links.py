"""Which link a service seems to want, and whether a given one looks like another.

Guesses from names that panels write as they please. They are for a warning that can be overruled,
and lean towards silence: what may be wanted counts as wanted.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from bot.catalogue.rules.platforms import WEBSITES, plain, platforms_in, unaccented
from bot.catalogue.rules.services import Service, ServiceType
from bot.orders.links.kinds import LinkKind
from bot.orders.links.parse import Target, describe

Kinds = frozenset[LinkKind]

REMEMBERED = 32_768
"""Services, by what they are called: each takes half a millisecond, and a link needs thousands."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The links that a service takes, as it seems.

    Attributes:
        platform: `None` is any.
        kinds: none is any.
    """

    platform: str | None = None
    kinds: Kinds = frozenset()


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A link that looks like none that the service wants."""

    found: Target
    wanted: Wanted

    @property
    def is_elsewhere(self) -> bool:
        """Whether the link is of another platform, not only of another kind."""
        return self.found.platform != self.wanted.platform


def _words(pattern: str) -> re.Pattern[str]:
    """Return what finds the words in plain text."""
    return re.compile(unaccented(pattern))


def _kinds(names: str) -> Kinds:
    return frozenset(LinkKind(name) for name in names.split())


_ACCOUNT = _words(
    r"\bfollow|\bsubscri|\bsubs?\b|\bmembers?\b|\bfans?\b|\bconnections?\b|\bfriends?\b|"
    r"\bprofile.{1,3}(?:visit|view)|\bpage.{1,3}likes?|takipçi|\babone|\büye\b|подписчик|участник|"
    r"seguidor|inscrit|suscri|miembro|membro"
)
_MEDIA = _words(
    r"(?<!\bpage )\blikes?\b|\breact|\bheart|\bfavou?rite|\bcomment|\brepl(?:y|ies)\b|"
    r"\bshares?\b|\bsaves?\b|\b(?:up|down)?votes?\b|\bretweet|\bre-?posts?\b|\breshare|\bquotes?\b|"
    r"\bbookmark|\bdownloads?\b|\bpolls?\b|\bimpression|\breach\b|\bviews?\b|\bviewers?\b|\bwatch|"
    r"\bplays?\b|\bstreams\b|\blisten|\bretention\b|beğeni|yorum|kaydet|paylaş|izlenme|görüntülenme|dinlenme|"
    r"лайк|реакци|коммент|репост|просмотр|прослуш|сохранени|me gusta|curtida|comentário|"
    r"compartid|compartilh|guardado|salvamento|visualiza|\bvistas\b|reproduc"
)
_COMMENT_LIKES = _words(r"\bcomments? ?(?:likes?|repl(?:y|ies)|reacti?ons?|upvotes?)\b")
_STORY = _words(
    r"(?<!with )(?<!% )\bstor(?:y|ies)\b|\bhighlights?\b|hikaye|сторис|истори[ия]\b|\bhistorias?\b"
)
_LIVE = _words(
    r"\blive\b|\blivestream|\bbroadcast|\bconcurrent|canli|\bэфир|стрим|трансляци|"
    r"\ben vivo\b|\bao vivo\b"
)
# Stories and streams are sold alone, unless posts are named as well, or something is added.
_NOT_ALONE = _words(
    r"\b(?:posts?|photos?|pictures?|reels?|videos?|igtv|shorts?|tweets?)\b|(?<![0-9km])[+&]"
)
# Such services often take the account and find the posts by themselves.
_BY_ACCOUNT = _words(
    r"\bauto(?!.?re-?fill| ?♻)|\bfuture\b|\blast\b|\bnext\b|\bnew posts?\b|\ball posts\b|"
    r"(?<!\+)\b[0-9]+ (?:old )?posts\b|\bper post\b|\bposts per\b|\bmont?h?ly\b|"
    r"\bweekly\b|\bdaily\b|\bgrowth|\bpackages?\b|\bpacks?\b|\bplans?\b|\bcombo\b|авто|последн|"
    r"otomatik|ultim[oa]s"
)
# What these deliver may want anything: a name, a list, an event, a bot with a parameter.
_ANYTHING = _words(
    r"\bmention|\bdms?\b|\bmessages?\b|\breports?\b|\bbot start|\bstart bot|\breviews?\b|"
    r"\bratings?\b|\bevents?\b|\breferr?al|\binvites? from"
)
_NO_LINK = _words(r"\A\W*\w+ accounts?\b|\bcoins?\b|\btokens?\b")  # goods that go to a buyer

_GROUP_MEMBERS = _words(r"\b(?:groups?|communit(?:y|ies)) (?:members?|join|follow)")


@dataclass(frozen=True, slots=True)
class _Platform:
    """What a platform's services want, by what they deliver.

    Attributes:
        account: for followers and members; `media` for what is done with posts and videos.
        others: words of this platform's own, instead of `media`.
    """

    account: Kinds
    media: Kinds
    live: Kinds = frozenset()
    story: Kinds = frozenset()
    others: tuple[tuple[re.Pattern[str], Kinds], ...] = ()


_PLATFORMS = {
    "Instagram": _Platform(
        account=_kinds("profile"),
        media=_kinds("post reel video"),
        live=_kinds("live profile"),
        story=_kinds("story profile"),
        others=(
            (_words(r"\bchannel"), _kinds("channel invite")),
            (_words(r"\bpolls?\b|\bvot(?:es?|ing)\b|\bquiz"), _kinds("story profile post reel")),
        ),
    ),
    "TikTok": _Platform(
        account=_kinds("profile"),
        media=_kinds("video post"),
        live=_kinds("live profile"),
        story=_kinds("story video post profile"),
        others=((_words(r"\bpk\b|\bbattle"), _kinds("live profile")),),
    ),
    "YouTube": _Platform(
        account=_kinds("channel"),
        media=_kinds("video short live"),
        live=_kinds("live video"),
        others=(
            (_words(r"\bplaylist"), _kinds("playlist video short live")),
            (_words(r"\bcommunity|\bposts?\b|\bpolls?\b"), _kinds("post video short live")),
        ),
    ),
    "Telegram": _Platform(
        account=_kinds("channel group invite"),
        media=_kinds("post"),
        live=_kinds("live channel group invite post"),
        story=_kinds("story channel"),
        others=((_words(r"\bboost"), _kinds("channel group invite")),),
    ),
    "Facebook": _Platform(
        account=_kinds("profile"),
        media=_kinds("post video reel"),
        live=_kinds("live video post reel profile"),
        story=_kinds("story profile post"),
        others=(
            (_GROUP_MEMBERS, _kinds("group")),
            (
                _words(
                    r"\A(?!.*\b(?:posts?|photos?|videos?|reels?|comments?|page)\b).*\blikes?\b"
                ),
                _kinds("profile post video reel"),
            ),
        ),
    ),
    "X (Twitter)": _Platform(
        account=_kinds("profile"),
        media=_kinds("post"),
        live=_kinds("live post"),
        others=(
            (_GROUP_MEMBERS, _kinds("group")),
            (_words(r"\bspaces?\b|\blisten"), _kinds("live post")),
        ),
    ),
    "Spotify": _Platform(
        account=_kinds("artist profile playlist show"),
        media=_kinds("track album playlist episode show"),
        others=(
            (_words(r"\blisteners?\b"), _kinds("artist track album playlist episode show")),
            (_words(r"\bartist (?:plays?|streams?)\b"), _kinds("artist track album playlist")),
        ),
    ),
    "Threads": _Platform(account=_kinds("profile"), media=_kinds("post")),
    "Twitch": _Platform(
        account=_kinds("channel"),
        media=_kinds("channel video clip"),
        live=_kinds("channel"),
    ),
    "Discord": _Platform(account=_kinds("invite channel"), media=_kinds("post invite channel")),
    "LinkedIn": _Platform(
        account=_kinds("profile"),
        media=_kinds("post"),
        others=((_GROUP_MEMBERS, _kinds("group")),),
    ),
    "Snapchat": _Platform(account=_kinds("profile"), media=_kinds("video story profile")),
    "WhatsApp": _Platform(
        account=_kinds("channel group invite"), media=_kinds("post channel invite")
    ),
    "SoundCloud": _Platform(account=_kinds("profile"), media=_kinds("track album playlist")),
    "Pinterest": _Platform(account=_kinds("profile"), media=_kinds("post")),
    "Reddit": _Platform(account=_kinds("profile group"), media=_kinds("post comment")),
    "Kick": _Platform(
        account=_kinds("channel"),
        media=_kinds("channel video clip"),
        live=_kinds("channel"),
    ),
    "VK": _Platform(
        account=_kinds("profile group channel"),
        media=_kinds("post video clip"),
        live=_kinds("live video profile group"),
        story=_kinds("story profile group"),
    ),
}
_FOR_ANY_SITE = {ServiceType.SEO, ServiceType.WEB_TRAFFIC}
_HOLD_COMMENTS = _kinds("post reel video short live")


def wanted_link(service: Service) -> Wanted:
    """Return the links that a service seems to want; where nothing is clear, any."""
    return _wanted_link(service.name, service.type, service.category)


@lru_cache(maxsize=REMEMBERED)
def _wanted_link(name: str, service_type: str, category: str) -> Wanted:
    platform = _platform(name, category)
    if platform is None or service_type in _FOR_ANY_SITE:
        return Wanted()
    words = plain(f"{name} | {service_type}")
    if _NO_LINK.search(words):
        return Wanted()
    if _ANYTHING.search(words):
        return Wanted(platform)
    wanted = _wanted_by(words, _PLATFORMS[platform]) | _wanted_in(category, platform)
    return Wanted(platform, wanted)


@lru_cache(maxsize=REMEMBERED)
def _wanted_in(category: str, platform: str) -> Kinds:
    """Return the kinds that the name of a category speaks of."""
    return _wanted_by(plain(category), _PLATFORMS[platform])


def mismatch(link: str, wanted: Wanted) -> Mismatch | None:
    """Return how a link differs from what is wanted; `None` where it need not differ."""
    found = describe(link)
    if found is None or wanted.platform is None:
        return None
    if found.platform == wanted.platform and _fits(found.kind, wanted.kinds):
        return None
    return Mismatch(found, wanted)


class Suitability(IntEnum):
    """How well a service suits a link."""

    NOT = 0
    MAYBE = 1  # nothing says that it does not
    WELL = 2  # it is for links of this kind


def may_hold(category: str, target: Target | None) -> bool:
    """Return whether a category may hold services for a link, by the platforms that it names."""
    named = _platforms_of_category(category)
    if target is None or not named:
        return True
    return (target.platform or WEBSITES) in named


def suits(target: Target | None, service: Service, shelf: str) -> Suitability:
    """Return how well a service suits the target of a link.

    Args:
        target: `None` where nothing is known of it: every service may suit then.
        shelf: the platform that the service's category is of.
    """
    if target is None:
        return Suitability.MAYBE
    wanted = wanted_link(service)
    platform = wanted.platform or (shelf if shelf in _PLATFORMS else None)
    if target.platform is None and platform is None:
        is_for_sites = shelf == WEBSITES or service.type in _FOR_ANY_SITE
        return Suitability.WELL if is_for_sites else Suitability.MAYBE
    if target.platform != platform:
        return Suitability.WELL if target.platform == shelf else Suitability.NOT
    if target.kind in wanted.kinds:
        return Suitability.WELL
    return Suitability.MAYBE if _fits(target.kind, wanted.kinds) else Suitability.NOT


def _fits(kind: LinkKind | None, wanted: Kinds) -> bool:
    if kind is None or not wanted or kind in wanted:
        return True
    return kind is LinkKind.COMMENT and not wanted.isdisjoint(_HOLD_COMMENTS)


def _platform(name: str, category: str) -> str | None:
    """Return the one platform that both are about; some sell for links of any site."""
    named, shelved = set(platforms_in(name)), _platforms_of_category(category)
    found = named & shelved if named and shelved else named | shelved
    platform = found.pop() if len(found) == 1 else None
    return platform if platform in _PLATFORMS else None


@lru_cache(maxsize=REMEMBERED)
def _platforms_of_category(category: str) -> frozenset[str]:
    return frozenset(platforms_in(category))


def _wanted_by(text: str, goods: _Platform) -> Kinds:
    """Return the kinds that a text in plain letters speaks of."""
    if _ANYTHING.search(text):
        return frozenset()
    kinds = _special(text, goods)
    if _MEDIA.search(text) and (not kinds or _NOT_ALONE.search(text)):
        kinds |= goods.media
    if _COMMENT_LIKES.search(text):
        kinds |= {LinkKind.COMMENT}
    if _ACCOUNT.search(text) or (kinds and _BY_ACCOUNT.search(text)):
        kinds |= goods.account
    return kinds


def _special(text: str, goods: _Platform) -> Kinds:
    rules = ((_LIVE, goods.live), (_STORY, goods.story), *goods.others)
    return frozenset[LinkKind]().union(*(kinds for words, kinds in rules if words.search(text)))
