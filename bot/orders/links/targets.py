"""What a link leads to: read, tidied, told apart from links to other targets."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from yarl import URL

from bot.core.text.typed import cleaned_link
from bot.orders.links.kinds import Form, LinkKind, Site
from bot.orders.links.sites import LEADING_ANYWHERE, PLATFORM_TRACKING, SITES, TRACKING

SCHEME = re.compile(r"\A([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
"""What a link may begin with."""
_HOST = re.compile(r"(?:[\w-]+\.)+(?=[\w-]*[^\W\d])[\w-]{2,}(?::\d+)?", re.IGNORECASE)
NAME = re.compile(r"@[\w.]{2,64}")
"""What Telegram and others call a username; panels take it for a link."""
_NEVER = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")  # no panel and no database takes these
_BEFORE = re.compile(r"\A[^\w@]+")
_AFTER = ".,;:!?…'\"»”’›*`>|\u200c\u200d\ufe0f"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_USUAL_PORTS = {None, 80, 443}

_SITES = {host: site for site in SITES for host in site.hosts}
_TRACKING = re.compile(TRACKING)


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of a link's target.

    Attributes:
        platform: `None` is a website that is none of the platforms.
        kind: `None` where the link does not tell.
    """

    platform: str | None
    kind: LinkKind | None


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
    page = page_of(link)
    if page is None:
        return link.lower()
    if page.site is None:
        return f"{page.authority.removeprefix('www.')}{page.url.raw_path.rstrip('/')}{page.tail}"
    form, target = page.form()
    if form is not None and target:
        return " ".join((page.site.platform, form.alike, *target))
    home = next(iter(page.site.hosts.values()))
    return f"{page.site.platform} {home}{page.path}{page.tail}"


def describe(link: str) -> Target | None:
    """Return what is known of a link's target; `None` where nothing can be."""
    page = page_of(tidy_link(link))
    if page is None or _is_under(page.host, LEADING_ANYWHERE):
        return None
    if page.site is None:
        owners = (site.platform for host, site in _SITES.items() if _is_under(page.host, {host}))
        return Target(next(owners, None), None)
    form, _ = page.form()
    return Target(page.site.platform, form.kind if form else None)


@dataclass(frozen=True, slots=True)
class WebPage:
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


def page_of(word: str) -> WebPage | None:
    """Return what `word` says if it is a link, with or without a scheme."""
    scheme = SCHEME.match(word)
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
    return WebPage(url, site, usual)


def _site_of(host: str) -> tuple[Site | None, str]:
    """Return the site at a host, and its usual host."""
    prefix, _, rest = host.partition(".")
    for bare in (host, rest):
        site = _SITES.get(bare)
        if site is not None and (bare == host or re.fullmatch(site.prefixes, prefix)):
            return site, site.hosts[bare]
    return None, host


def _is_under(host: str, hosts: Collection[str]) -> bool:
    return any(host == above or host.endswith(f".{above}") for above in hosts)


def _tidied(text: str) -> str:
    word = trimmed(text)
    page = page_of(word)
    if page is None:
        return word if NAME.fullmatch(word) else text
    url, site = page.url, page.site
    # Built from the text's own parts: a parser that writes a link anew also encodes it anew.
    path = url.raw_path if "/" in SCHEME.sub("", word) else ""
    query = _without_tracking(url.raw_query_string, site)
    fragment = url.raw_fragment if site is None or site.keeps_fragment else ""
    return (
        f"{url.scheme if site is None else 'https'}://{page.authority}{path}"
        + (f"?{query}" if query else "")
        + (f"#{fragment}" if fragment else "")
    )


def _without_tracking(query: str, site: Site | None) -> str:
    tracking = _TRACKING if site is None else re.compile(f"{PLATFORM_TRACKING}|{site.tracking}")
    params = query.split("&")
    kept = (param for param in params if not tracking.fullmatch(param.partition("=")[0].lower()))
    return "&".join(kept)


def trimmed(word: str) -> str:
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
