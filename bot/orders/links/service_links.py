"""Which link a service seems to want.

Guesses from names that panels write as they please. In doubt they are silent: what may be expected
counts as expected.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.catalogue.rules.platforms import plain, platforms_in, unaccented
from bot.catalogue.rules.services import Service, ServiceType
from bot.orders.links.kinds import LinkKind

Kinds = frozenset[LinkKind]

REMEMBERED = 32_768
"""Services, by what they are called: each takes half a millisecond, and a link needs thousands."""


@dataclass(frozen=True, slots=True)
class ExpectedLink:
    """The links that a service takes, as it seems.

    Attributes:
        platform: `None` is any.
        kinds: none is any.
    """

    platform: str | None = None
    kinds: Kinds = frozenset()


def _words(pattern: str) -> re.Pattern[str]:
    """Return what finds the words in plain text."""
    return re.compile(unaccented(pattern))


def kinds_of(names: str) -> Kinds:
    """Return the kinds whose names stand in a text, between spaces."""
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


PLATFORMS = {
    "Instagram": _Platform(
        account=kinds_of("profile"),
        media=kinds_of("post reel video"),
        live=kinds_of("live profile"),
        story=kinds_of("story profile"),
        others=(
            (_words(r"\bchannel"), kinds_of("channel invite")),
            (_words(r"\bpolls?\b|\bvot(?:es?|ing)\b|\bquiz"), kinds_of("story profile post reel")),
        ),
    ),
    "TikTok": _Platform(
        account=kinds_of("profile"),
        media=kinds_of("video post"),
        live=kinds_of("live profile"),
        story=kinds_of("story video post profile"),
        others=((_words(r"\bpk\b|\bbattle"), kinds_of("live profile")),),
    ),
    "YouTube": _Platform(
        account=kinds_of("channel"),
        media=kinds_of("video short live"),
        live=kinds_of("live video"),
        others=(
            (_words(r"\bplaylist"), kinds_of("playlist video short live")),
            (_words(r"\bcommunity|\bposts?\b|\bpolls?\b"), kinds_of("post video short live")),
        ),
    ),
    "Telegram": _Platform(
        account=kinds_of("channel group invite"),
        media=kinds_of("post"),
        live=kinds_of("live channel group invite post"),
        story=kinds_of("story channel"),
        others=((_words(r"\bboost"), kinds_of("channel group invite")),),
    ),
    "Facebook": _Platform(
        account=kinds_of("profile"),
        media=kinds_of("post video reel"),
        live=kinds_of("live video post reel profile"),
        story=kinds_of("story profile post"),
        others=(
            (_GROUP_MEMBERS, kinds_of("group")),
            (
                _words(
                    r"\A(?!.*\b(?:posts?|photos?|videos?|reels?|comments?|page)\b).*\blikes?\b"
                ),
                kinds_of("profile post video reel"),
            ),
        ),
    ),
    "X (Twitter)": _Platform(
        account=kinds_of("profile"),
        media=kinds_of("post"),
        live=kinds_of("live post"),
        others=(
            (_GROUP_MEMBERS, kinds_of("group")),
            (_words(r"\bspaces?\b|\blisten"), kinds_of("live post")),
        ),
    ),
    "Spotify": _Platform(
        account=kinds_of("artist profile playlist show"),
        media=kinds_of("track album playlist episode show"),
        others=(
            (_words(r"\blisteners?\b"), kinds_of("artist track album playlist episode show")),
            (_words(r"\bartist (?:plays?|streams?)\b"), kinds_of("artist track album playlist")),
        ),
    ),
    "Threads": _Platform(account=kinds_of("profile"), media=kinds_of("post")),
    "Twitch": _Platform(
        account=kinds_of("channel"),
        media=kinds_of("channel video clip"),
        live=kinds_of("channel"),
    ),
    "Discord": _Platform(
        account=kinds_of("invite channel"), media=kinds_of("post invite channel")
    ),
    "LinkedIn": _Platform(
        account=kinds_of("profile"),
        media=kinds_of("post"),
        others=((_GROUP_MEMBERS, kinds_of("group")),),
    ),
    "Snapchat": _Platform(account=kinds_of("profile"), media=kinds_of("video story profile")),
    "WhatsApp": _Platform(
        account=kinds_of("channel group invite"), media=kinds_of("post channel invite")
    ),
    "SoundCloud": _Platform(account=kinds_of("profile"), media=kinds_of("track album playlist")),
    "Pinterest": _Platform(account=kinds_of("profile"), media=kinds_of("post")),
    "Reddit": _Platform(account=kinds_of("profile group"), media=kinds_of("post comment")),
    "Kick": _Platform(
        account=kinds_of("channel"),
        media=kinds_of("channel video clip"),
        live=kinds_of("channel"),
    ),
    "VK": _Platform(
        account=kinds_of("profile group channel"),
        media=kinds_of("post video clip"),
        live=kinds_of("live video profile group"),
        story=kinds_of("story profile group"),
    ),
}
"""What is told of links to each platform; of others nothing is."""
FOR_ANY_SITE = {ServiceType.SEO, ServiceType.WEB_TRAFFIC}
"""What these deliver may go to any website."""


def expected_link(service: Service) -> ExpectedLink:
    """Return the links that a service seems to want; where nothing is clear, any."""
    return _expected_link(service.name, service.type, service.category)


@lru_cache(maxsize=REMEMBERED)
def _expected_link(name: str, service_type: str, category: str) -> ExpectedLink:
    platform = _platform(name, category)
    if platform is None or service_type in FOR_ANY_SITE:
        return ExpectedLink()
    words = plain(f"{name} | {service_type}")
    if _NO_LINK.search(words):
        return ExpectedLink()
    if _ANYTHING.search(words):
        return ExpectedLink(platform)
    kinds = _kinds_by(words, PLATFORMS[platform]) | _kinds_in(category, platform)
    return ExpectedLink(platform, kinds)


@lru_cache(maxsize=REMEMBERED)
def _kinds_in(category: str, platform: str) -> Kinds:
    """Return the kinds that the name of a category speaks of."""
    return _kinds_by(plain(category), PLATFORMS[platform])


def _platform(name: str, category: str) -> str | None:
    """Return the one platform that both are about; some sell for links of any site."""
    named, shelved = set(platforms_in(name)), platforms_of(category)
    found = named & shelved if named and shelved else named | shelved
    platform = found.pop() if len(found) == 1 else None
    return platform if platform in PLATFORMS else None


@lru_cache(maxsize=REMEMBERED)
def platforms_of(category: str) -> frozenset[str]:
    """Return the platforms that the name of a category speaks of."""
    return frozenset(platforms_in(category))


def _kinds_by(text: str, goods: _Platform) -> Kinds:
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
