"""Links as people paste them, alone or among other words."""

import re
from dataclasses import dataclass

from bot.core.errors import N_, InputError
from bot.core.text.typed import cleaned
from bot.orders.links.sites import ADDED_BY_APPS, NAMES
from bot.orders.links.targets import NAME, SCHEME, link_key, page_of, tidy_link, trimmed

LONGEST = 1024
_SPLIT = re.compile(r"\s+|(?<=[\w:,;.)\]>])(?=https?://)")  # links may follow without a space
_CUT = re.compile(r"…|‥|⋯|%e2%80%a6|\.{3,}|\.\.(?=\W*\Z)", re.IGNORECASE)
_MARKUPS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\[[^\[\]]*\]\(\s*<?(?P<link>[^\s<>)]+)",  # [words](link)
        r"<a\b[^<>]*?\bhref\s*=\s*[\"']?(?P<link>[^\s\"'<>]+)",
        r"\[url(?:=|\])[\"']?(?P<link>[^\s\"'\]\[]+)",  # of forums
        r"<(?P<link>(?:https?://|www\.)[^\s<>|]+)(?:\|[^<>]*)?>",  # of mails and chats
    )
)
_LONGEST_WORD = 4 * LONGEST  # what is longer is no link, and not looked through
_SHOWN = 200  # characters of a link that is asked about
_CUT_OFF = N_(
    "This link is cut off: {link}. Copy the full link from the page or app and send that."
)
_IN_MARKUP = N_("Send only the link, with nothing around it. If you mean this one, send: {link}")
_TOO_LONG = N_("This link is too long. The maximum is {longest} characters.")
_EXPECTED = N_("Send one link, for example https://www.instagram.com/name.")


class UnsureLinkError(InputError):
    """A text that may be a link, or an answer to something else: the person is asked.

    Attributes:
        link: tidied.
    """

    def __init__(self, text: str, link: str) -> None:
        message = N_("This is not a link: {word}. If you mean {link}, send that link.")
        super().__init__(message, {"word": text[:_SHOWN], "link": link})
        self.link = link


def parse_link(text: str, platform: str | None = None) -> str:
    """Return the link that was pasted, tidied.

    On a platform (`catalogue.platform_of`) that has links to names, `@name` becomes such a link.
    Elsewhere it is taken as it is: many panels want it so.

    Raises:
        InputError: no link, several links, one that is too long, cut or in some markup.
        UnsureLinkError: a bare word, which may be a name or an answer to something else; a
            website or a @name among other words.
    """
    text = cleaned(text).strip()
    if len(text) > _LONGEST_WORD:
        raise InputError(_TOO_LONG, {"longest": LONGEST})
    check_whole(text)
    name = trimmed(text)
    named = _link_of_name(name, platform)
    if named is not None and not _is_marked(name):
        raise UnsureLinkError(name, named)
    link = named or _only_link(text, platform)
    if len(link) > LONGEST:
        raise InputError(_TOO_LONG, {"longest": LONGEST})
    return link


def _is_marked(name: str) -> bool:
    """Return whether a name is written as names are: `@name`, `r/name`."""
    return name.startswith("@") or "/" in name


def _only_link(text: str, platform: str | None) -> str:
    """Return the one link among the words of a text; the same twice is one."""
    words = [word for word in map(trimmed, _SPLIT.split(text)) if _is_link(word)]
    links = {link_key(it): it for it in (_link_of_name(w, platform) or w for w in words)}
    if len(links) > 1:
        raise InputError(
            N_("That is more than one link. Send one now and order the others afterwards.")
        )
    if not words:
        raise InputError(_EXPECTED)
    link = _link_of_name(words[0], platform) or tidy_link(words[0])
    if len(text.split()) > 1 and not _is_page(words[0]):
        raise UnsureLinkError(text, link)
    return link


def _is_page(word: str) -> bool:
    """Return whether a word among others is meant as a link: a page of a site that is known."""
    page = page_of(word)
    is_known = page is not None and page.site is not None and page.path != "/"
    return is_known or SCHEME.match(word) is not None


def check_whole(text: str) -> None:
    """Raise `InputError` for a link that was cut where it was copied, or came in some markup.

    What is left of a cut link may be another one: `/p/AbC` of `/p/AbCdEf`.
    """
    for pattern in _MARKUPS:
        found = pattern.search(text)
        if found is not None:
            raise InputError(_IN_MARKUP, {"link": found["link"][:_SHOWN]})
    for word in text.split():
        cut = _CUT.search(word) if len(word) <= _LONGEST_WORD else None
        if cut is not None and _is_link(trimmed(word[: cut.start()])):
            raise InputError(_CUT_OFF, {"link": word[:_SHOWN]})


@dataclass(frozen=True, slots=True)
class LinksInText:
    """The links that stand in a text, and what is written around them.

    Attributes:
        links: tidied; each target once.
        before: the other words up to the first link; without any link, all words.
        after: the other words behind the first link.
    """

    links: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


def links_in(text: str) -> LinksInText:
    """Return the links in a text that nobody has asked for, and the words around them.

    Without a scheme only a page of a website is one: `instagram.com/name`, not `likes.fast`.

    Raises:
        InputError: a link is cut, or in some markup.
    """
    text = cleaned(text)
    check_whole(text)
    found: dict[str, str] = {}
    before: list[str] = []
    after: list[str] = []
    for chunk in _SPLIT.split(text):
        word = trimmed(chunk) if len(chunk) <= _LONGEST_WORD else ""
        link = tidy_link(word) if _is_surely_link(word) else None
        if link is None:
            (after if found else before).append(chunk)
        elif link not in ADDED_BY_APPS and len(link) <= LONGEST:
            found.setdefault(link_key(link), link)
    return LinksInText(tuple(found.values()), " ".join(before), " ".join(after))


def _is_surely_link(word: str) -> bool:
    page = page_of(word)
    if page is None:
        return False
    if SCHEME.match(word) or page.host.startswith("www."):
        return True
    ending = page.host.rpartition(".")[2]
    return page.path != "/" and (page.site is not None or ending.isalpha())


def _is_link(word: str) -> bool:
    is_one = NAME.fullmatch(word) is not None or page_of(word) is not None
    return is_one and tidy_link(word) not in ADDED_BY_APPS


def _link_of_name(word: str, platform: str | None) -> str | None:
    """Return the link to a name, if `word` is one and the platform has such links."""
    form = NAMES.get(platform or "")
    name = word.removeprefix("@")
    if form is None or not form.name.fullmatch(name):
        return None
    page = page_of(name)
    is_host = page is not None and (page.site is not None or page.host.startswith("www."))
    if name == word and (is_host or not any(outgoing.isalpha() for outgoing in name)):
        return None
    return form.link.format(name=name)
