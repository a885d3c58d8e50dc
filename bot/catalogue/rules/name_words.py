"""What the name of a service says of it, apart from what panels call fast, new and best."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.catalogue.rules.services import Service
from bot.catalogue.search.synonyms import FILLERS, INTERCHANGEABLE
from bot.catalogue.search.words import fold, senses, split, words_of

REMEMBERED_WORDS = 16_384
REMEMBERED_PARTS = 8192
_SEPARATOR = re.compile(r"[|¦\[\]{}()•·;\r\n]|, ")
_LIMIT_FROM = 1000
"""A maximum that may stand in a name alone: `[10K]`; smaller numbers mean something else."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_A = 0x1F1E6


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


GOODS = _set(
    "followers subscribers members likes dislikes views viewers comments shares reactions plays "
    "saves streams impressions reach visits retweets reposts quotes bookmarks votes upvotes "
    "downvotes friends connections mentions listeners downloads reviews clicks traffic watchtime "
    "accounts replies installs messages"
)
"""What is delivered."""

_ONE_OF_THEM = {
    "repost": "reposts",
    "retweet": "retweets",
    "vote": "votes",
    "upvote": "upvotes",
    "reply": "replies",
    "impression": "impressions",
    "visit": "visits",
    "visitors": "visits",
    "stream": "streams",
    "listener": "listeners",
    "download": "downloads",
    "review": "reviews",
    "mention": "mentions",
    "reels": "reel",
    "stories": "story",
    "shorts": "short",
    "lives": "live",
    "livestream": "live",
    "channels": "channel",
    "groups": "group",
    "pages": "page",
    "profiles": "profile",
    "polls": "poll",
    "posts": "post",
    "videos": "video",
    "photos": "photo",
    "users": "user",
    "automatic": "auto",
    "bots": "bot",
    "old": "aged",
    "guaranteed": "guarantee",
    "women": "female",
    "woman": "female",
    "girls": "female",
    "men": "male",
    "man": "male",
    "boys": "male",
}

_TARGETS = _set(
    "reel story igtv live short channel group page profile poll space playlist album event "
    "highlight auto last future every monthly weekly dm bot server podcast"
)
"""To what it is delivered, or when."""

_QUALITIES = _set(
    "hq mq lq real aged active premium verified organic ads mixed female male random positive "
    "negative emoji custom nondrop lowdrop retention adsense monetizable targeted niche "
    "paid crypto nft"
)
"""What people pay more, or less, for."""

_COUNTRIES = {
    "us": "usa american america",
    "gb": "uk british england english",
    "br": "brazil brazilian brasil brasileiros",
    "ru": "russia russian russians русские",
    "tr": "turkey turkish turk",
    "in": "india indian",
    "id": "indonesia indonesian",
    "fr": "france french",
    "de": "germany german",
    "it": "italy italian italia",
    "es": "spain spanish",
    "pt": "portugal portuguese",
    "mx": "mexico mexican",
    "ar": "argentina argentinian",
    "co": "colombia colombian",
    "cl": "chile chilean",
    "pe": "peru peruvian",
    "ve": "venezuela venezuelan",
    "cn": "china chinese",
    "jp": "japan japanese",
    "kr": "korea korean",
    "vn": "vietnam vietnamese",
    "th": "thailand thai",
    "ph": "philippines filipino",
    "my": "malaysia malaysian",
    "pk": "pakistan pakistani",
    "bd": "bangladesh bangladeshi",
    "lk": "lanka",
    "np": "nepal nepali",
    "ng": "nigeria nigerian",
    "ke": "kenya kenyan",
    "gh": "ghana",
    "za": "southafrica",
    "eg": "egypt egyptian",
    "ma": "morocco moroccan",
    "dz": "algeria algerian",
    "sa": "saudi ksa",
    "ae": "uae emirates dubai",
    "iq": "iraq iraqi",
    "ir": "iran iranian persian",
    "il": "israel israeli",
    "ua": "ukraine ukrainian",
    "uz": "uzbekistan uzbek",
    "kz": "kazakhstan kazakh",
    "az": "azerbaijan azerbaijani",
    "pl": "poland polish",
    "nl": "netherlands dutch",
    "ro": "romania romanian",
    "se": "sweden swedish",
    "ca": "canada canadian",
    "au": "australia australian",
    "tw": "taiwan taiwanese",
    "hk": "hongkong",
    "sg": "singapore",
    "arab": "arab arabic arabian gulf",
    "latin": "latin latino latam hispanic",
    "europe": "europe european eu",
    "asia": "asia asian",
    "africa": "africa african",
}
_COUNTRY_OF = {word: code for code, words in _COUNTRIES.items() for word in words.split()}

_NOISE = _set(
    "max min maximum minimum speed fast fastest quick instant super ultra hyper rapid slow start "
    "starts starting time up day days hour hours minute minutes daily natural per cheap cheapest "
    "best recommended recommend new hot top exclusive special offer service services server vip "
    "stable safe working work update updates after all flag types type any worldwide global "
    "world ww mix quality looking look profiles user people post video photo media unlimited "
    "refill norefill guarantee cancel nocancel enable enabled button available yes no with "
    "without for on only now month months year years lifetime life low less drop rate rates s a "
    "million k m d h p r own your words " + fold(FILLERS)
)
"""What says nothing, or what the panel tells elsewhere: limits, refills, cancellation."""

_SUBSTITUTES = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"(?<=\d)[,\u202f\u00a0](?=\d{3}\b)", ""),
        (r"(?<=\d)\s*(?:million|mil|mio)\b", "m"),
        (r"\bhigh[ -]?quality\b", " hq "),
        (r"\b(?:low|bad)[ -]?quality\b", " lq "),
        (r"\b(?:medium|good)[ -]?quality\b", " mq "),
        (r"\b(?:non?|zero|never)[ -]?drop\w*", " nondrop "),
        (r"\b(?:low|less|little)[ -]?drop\w*", " lowdrop "),
        (r"\bwatch[ -]?(?:time|hours?)\b", " watchtime "),
        (r"\bsouth (?=africa)", "south"),
        (r"\bsri (?=lanka)|\bhong (?=kong)", ""),
    )
)
_AMOUNT = r"[\d.]+\s?[km]?\b"
_RANGE = rf"(?:{_AMOUNT}\s?(?:[-–~/]|to)\s?)?{_AMOUNT}"
_TIME = r"(?:days?|d|hours?|hrs?|h|minutes?|mins?)\b"
_SAID_ELSEWHERE = re.compile(
    rf"\b{_RANGE}\+?\s?(?:/|per|p/|a|each|every)\s?(?:1\s?)?{_TIME}"  # a speed
    rf"|\b(?:speed|daily|day|per day|fast)\b[\s:~-]*(?:up to\s)?{_RANGE}(?:\s?/\s?{_TIME})?"
    rf"|\b(?:max|min|maks|maximum|minimum)\b[\s:~-]*{_RANGE}|\b{_AMOUNT}\s?max\b"  # a limit
    rf"|\bstart\w*(?:\stime)?[\s:~-]*(?:in\s)?{_RANGE}\s?{_TIME}"  # a start
    rf"|\b{_RANGE}\s?{_TIME}\s?start\w*|\b0\s?[-–/]\s?\d+\s?{_TIME}"
    r"|\b(?:s|sv|server|ls|vip|v)[ -]?\d{1,3}\b|\b100\s?%|%\s?100\b"
)
_WINDOW = re.compile(
    r"\ba?r-?\d{1,3}(?:d|days?)?\b|\b\d{1,4}\s?\+?\s?(?:days?|d|months?|m|years?|y)\b"
    r"|\b(?:life ?time|one year)\b"
)


@dataclass(frozen=True, slots=True)
class NameWords:
    """What a name says.

    Attributes:
        numbers: but for limits, speeds, starts and windows of refills, which panels tell
            elsewhere or change as they please.
        rest: other words, in their order.
    """

    goods: frozenset[str]
    targets: frozenset[str]
    qualities: frozenset[str]
    countries: frozenset[str]
    numbers: tuple[str, ...]
    rest: tuple[str, ...]


def name_words(service: Service, platform: str, *, has_window: bool) -> NameWords:
    """Read the name of a service.

    Args:
        platform: whose words say nothing more.
        has_window: a refill is promised for some days, of which the name may speak.
    """
    name = service.panel_name or service.name
    implied = _implied(platform, service.type)
    if service.maximum >= _LIMIT_FROM:
        implied |= {str(service.maximum)}
    parts = _SEPARATOR.split(name)
    words = [it for part in parts for it in _words(part, has_window) if it not in implied]
    alike = INTERCHANGEABLE.get(platform.lower(), frozenset())
    goods = {min(alike) if it in alike else it for it in words if it in GOODS}
    said = [it for it in words if it not in GOODS and it not in _NOISE]
    return NameWords(
        frozenset(goods),
        frozenset(said) & _TARGETS,
        frozenset(said) & _QUALITIES,
        frozenset(_COUNTRY_OF[it] for it in said if it in _COUNTRY_OF) | _flags(name),
        tuple(sorted(it for it in said if it.isdigit())),
        tuple(it for it in said if not it.isdigit() and not _is_known(it)),
    )


@lru_cache(maxsize=1024)
def _implied(platform: str, service_type: str) -> frozenset[str]:
    words = words_of(f"{platform} {service_type}", _split)
    return frozenset(map(_one, words)) - GOODS


@lru_cache(maxsize=REMEMBERED_PARTS)
def _words(part: str, has_window: bool) -> tuple[str, ...]:
    """Return the words of one part of a name; panels repeat the same in thousands of names."""
    text = fold(_FLAG.sub(" ", part))
    for pattern, words in _SUBSTITUTES:
        text = pattern.sub(words, text)
    if has_window:
        text = _WINDOW.sub(" ", text)
    return tuple(map(_one, words_of(_SAID_ELSEWHERE.sub(" ", text), _split)))


def _flags(name: str) -> frozenset[str]:
    """Return the countries whose flags stand in a name."""
    found = _FLAG.findall(name)
    return frozenset("".join(chr(ord(it) - _FLAG_A + ord("a")) for it in flag) for flag in found)


def _is_known(word: str) -> bool:
    return word in _TARGETS or word in _QUALITIES or word in _COUNTRY_OF


@lru_cache(maxsize=REMEMBERED_WORDS)
def _one(word: str) -> str:
    """Return the one form of a word: what all its meanings are, or its singular."""
    word = _ONE_OF_THEM.get(word, word)
    return word if word in GOODS else _ONE_OF_THEM.get(sense := senses(word)[0], sense)


@lru_cache(maxsize=REMEMBERED_WORDS)
def _split(chunk: str) -> tuple[str, ...]:
    return tuple(split(chunk))
