"""Links as people paste them: read, tidied, told apart."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from yarl import URL

from bot.core.errors import N_, InputError
from bot.core.text.typed import cleaned, cleaned_link
from bot.orders.links.kinds import Form, LinkKind, Site
from bot.orders.links.sites import (
    ADDED_BY_APPS,
    LEADING_ANYWHERE,
    NAMES,
    PLATFORM_TRACKING,
    SITES,
    TRACKING,
)

LONGEST = 1024
_SCHEME = re.compile(r"\A([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+(?=[\w-]*[^\W\d])[\w-]{2,}(?::\d+)?", re.IGNORECASE)
_NAME = re.compile(r"@[\w.]{2,64}")
_NEVER = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")  # no panel and no database takes these
_BEFORE = re.compile(r"\A[^\w@]+")
_AFTER = ".,;:!?…'\"»”’›*`>|\u200c\u200d\ufe0f"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_USUAL_PORTS = {None, 80, 443}
_SPLIT = re.compile(r"\s+|(?<=[\w:,;.)\]>])(?=https?://)")  # links may follow without a space
_CUT = re.compile(r"…|‥|⋯|%e2%80%a6|\.{3,}|\.\.(?=\W*\Z)", re.IGNORECASE)
_MARKUPS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\[[^\]]*\]\(\s*<?(?P<link>[^\s<>)]+)",  # [words](link)
        r"<a\b[^>]*?\bhref\s*=\s*[\"']?(?P<link>[^\s\"'<>]+)",
        r"\[url(?:=|\])[\"']?(?P<link>[^\s\"'\]\[]+)",  # of forums
        r"<(?P<link>(?:https?://|www\.)[^\s<>|]+)(?:\|[^<>]*)?>",  # of mails and chats
    )
)
_SHOWN = 200  # characters of a link that is asked about
_CUT_OFF = N_(
    "This link is cut off: {link}. Copy the full link from the page or app and send that."
)
_IN_MARKUP = N_("Send only the link, with nothing around it. If you mean this one, send: {link}")
_WANTED = N_("Send one link, for example https://www.instagram.com/name.")

_SITES = {host: site for site in SITES for host in site.hosts}
_TRACKING = re.compile(TRACKING)


class UnsureLinkError(InputError):
    """A text that may be a link, or an answer to something else: the person is asked.

    Attributes:
        link: tidied.
    """

    def __init__(self, text: str, link: str) -> None:
        message = N_("This is not a link: {word}. If you mean {link}, send that link.")
        super().__init__(message, {"word": text[:_SHOWN], "link": link})
        self.link = link


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of a link's target.

    Attributes:
        platform: `None` is a website that is none of the platforms.
        kind: `None` where the link does not tell.
    """

    platform: str | None
    kind: LinkKind | None


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
    check_whole(text)
    name = _trimmed(text)
    named = _link_of_name(name, platform)
    if named is not None and not _is_marked(name):
        raise UnsureLinkError(name, named)
    link = named or _only_link(text, platform)
    if len(link) > LONGEST:
        raise InputError(
            N_("This link is too long. The maximum is {longest} characters."), {"longest": LONGEST}
        )
    return link


def _is_marked(name: str) -> bool:
    """Return whether a name is written as names are: `@name`, `r/name`."""
    return name.startswith("@") or "/" in name


def _only_link(text: str, platform: str | None) -> str:
    """Return the one link among the words of a text; the same twice is one."""
    words = [word for word in map(_trimmed, _SPLIT.split(text)) if _is_link(word)]
    links = {link_key(it): it for it in (_link_of_name(w, platform) or w for w in words)}
    if len(links) > 1:
        raise InputError(
            N_("That is more than one link. Send one now and order the others afterwards.")
        )
    if not words:
        raise InputError(_WANTED)
    link = _link_of_name(words[0], platform) or tidy_link(words[0])
    if len(text.split()) > 1 and not _is_page(words[0]):
        raise UnsureLinkError(text, link)
    return link


def _is_page(word: str) -> bool:
    """Return whether a word among others is meant as a link: a page of a site that is known."""
    place = _read(word)
    is_known = place is not None and place.site is not None and place.path != "/"
    return is_known or _SCHEME.match(word) is not None


def check_whole(text: str) -> None:
    """Raise `InputError` for a link that was cut where it was copied, or came in some markup.

    What is left of a cut link may be another one: `/p/AbC` of `/p/AbCdEf`.
    """
    for pattern in _MARKUPS:
        found = pattern.search(text)
        if found is not None:
            raise InputError(_IN_MARKUP, {"link": found["link"][:_SHOWN]})
    for word in text.split():
        cut = _CUT.search(word)
        if cut is not None and _is_link(_trimmed(word[: cut.start()])):
            raise InputError(_CUT_OFF, {"link": word[:_SHOWN]})


def tidy_link(link: str) -> str:
    """Return the link without what says nothing of its target; what is no link stays as it is.

    On the platforms' sites: https, the usual host, no tracking parameters, no fragment. On all
    others only the parameters go that advertisers add everywhere.
    """
    tidied = _tidied(link)
    while tidied != link:  # what has gone may have uncovered more
        link, tidied = tidied, _tidied(tidied)
    return tidied


def link_key(link: str) -> str:
    """Return a text that is equal for links to the same target."""
    link = tidy_link(link)
    place = _read(link)
    if place is None:
        return link.lower()
    if place.site is None:
        return (
            f"{place.authority.removeprefix('www.')}{place.url.raw_path.rstrip('/')}{place.tail}"
        )
    form, target = place.form()
    if form is not None and target:
        return " ".join((place.site.platform, form.alike, *target))
    home = next(iter(place.site.hosts.values()))
    return f"{place.site.platform} {home}{place.path}{place.tail}"


def describe(link: str) -> Target | None:
    """Return what is known of a link's target; `None` where nothing can be."""
    place = _read(tidy_link(link))
    if place is None or _is_under(place.host, LEADING_ANYWHERE):
        return None
    if place.site is None:
        owners = (site.platform for host, site in _SITES.items() if _is_under(place.host, {host}))
        return Target(next(owners, None), None)
    form, _ = place.form()
    return Target(place.site.platform, form.kind if form else None)


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
        word = _trimmed(chunk)
        link = tidy_link(word) if _is_surely_link(word) else None
        if link is None:
            (after if found else before).append(chunk)
        elif link not in ADDED_BY_APPS and len(link) <= LONGEST:
            found.setdefault(link_key(link), link)
    return LinksInText(tuple(found.values()), " ".join(before), " ".join(after))


def _is_surely_link(word: str) -> bool:
    place = _read(word)
    if place is None:
        return False
    if _SCHEME.match(word) or place.host.startswith("www."):
        return True
    ending = place.host.rpartition(".")[2]
    return place.path != "/" and (place.site is not None or ending.isalpha())


@dataclass(frozen=True, slots=True)
class _Place:
    """A link that was read.

    Attributes:
        site: `None` on a host that is none of a platform's usual ones.
        host: in small letters; of a site, the usual one.
    """

    url: URL
    site: Site | None
    host: str

    @property
    def authority(self) -> str:
        """The host with its port, if that says anything."""
        port = self.url.explicit_port
        return self.host if port in _USUAL_PORTS else f"{self.host}:{port}"

    @property
    def path(self) -> str:
        """The path as it is read, `/` only between its parts."""
        return "/" + "/".join(part for part in self.url.path.split("/") if part)

    @property
    def tail(self) -> str:
        """Query and fragment, letter by letter, with the marks before them."""
        query, fragment = self.url.raw_query_string, self.url.raw_fragment
        return (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")

    def form(self) -> tuple[Form | None, tuple[str, ...]]:
        """Return the form that the link has on its site, and what tells its target apart."""
        for form in self.site.forms if self.site else ():
            target = form.target(self.path, self.url.query)
            if target is not None:
                return form, target
        return None, ()


def _read(word: str) -> _Place | None:
    """Return what `word` says if it is a link, with or without a scheme."""
    scheme = _SCHEME.match(word)
    if _NEVER.search(word) or (scheme and scheme[1].lower() not in {"http", "https"}):
        return None
    try:
        url = URL(word if scheme else f"https://{word}", encoded=True)
        host, port = str(url.raw_host).lower(), url.explicit_port
    except ValueError:  # brackets, or a port that is none
        return None
    if not _HOST.fullmatch(url.raw_authority):
        return None
    site, usual = _site_of(host) if port in _USUAL_PORTS else (None, host)
    return _Place(url, site, usual)


def _site_of(host: str) -> tuple[Site | None, str]:
    """Return the site at a host, and its usual host."""
    prefix, _, rest = host.partition(".")
    for bare in (host, rest):
        site = _SITES.get(bare)
        if site is not None and (bare == host or re.fullmatch(site.prefixes, prefix)):
            return site, site.hosts[bare]
    return None, host


def _is_link(word: str) -> bool:
    is_one = _NAME.fullmatch(word) is not None or _read(word) is not None
    return is_one and tidy_link(word) not in ADDED_BY_APPS


def _is_under(host: str, hosts: Collection[str]) -> bool:
    return any(host == above or host.endswith(f".{above}") for above in hosts)


def _tidied(text: str) -> str:
    word = _trimmed(text)
    place = _read(word)
    if place is None:
        return word if _NAME.fullmatch(word) else text
    url, site = place.url, place.site
    # Built from the text's own parts: a parser that writes a link anew also encodes it anew.
    path = url.raw_path if "/" in _SCHEME.sub("", word) else ""
    query = _without_tracking(url.raw_query_string, site)
    fragment = url.raw_fragment if site is None or site.keeps_fragment else ""
    return (
        f"{url.scheme if site is None else 'https'}://{place.authority}{path}"
        + (f"?{query}" if query else "")
        + (f"#{fragment}" if fragment else "")
    )


def _without_tracking(query: str, site: Site | None) -> str:
    tracking = _TRACKING if site is None else re.compile(f"{PLATFORM_TRACKING}|{site.tracking}")
    params = query.split("&")
    kept = (param for param in params if not tracking.fullmatch(param.partition("=")[0].lower()))
    return "&".join(kept)


def _trimmed(word: str) -> str:
    """Return `word` without the punctuation, quotes and brackets around it."""
    word = cleaned_link(word)
    around = _BEFORE.match(word)
    if around is not None:  # marks of a format stand at both ends: ~~, ||
        word = word[around.end() :].removesuffix(around[0])
    while word:
        opening = _BRACKETS.get(word[-1])
        shorter = word.rstrip(_AFTER)
        if opening is not None and word.count(opening) < word.count(word[-1]):
            shorter = word[:-1]
        if shorter == word:
            break
        word = shorter
    return word


def _link_of_name(word: str, platform: str | None) -> str | None:
    """Return the link to a name, if `word` is one and the platform has such links."""
    form = NAMES.get(platform or "")
    name = word.removeprefix("@")
    if form is None or not form.name.fullmatch(name):
        return None
    place = _read(name)
    is_host = place is not None and (place.site is not None or place.host.startswith("www."))
    if name == word and (is_host or not any(outgoing.isalpha() for outgoing in name)):
        return None
    return form.link.format(name=name)
