"""The fields of the order forms: what each asks for, and how its answer is read, shown and sent.

Keys and values are the API's own (docs/panel-api.md, 3.1).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.core.errors import N_
from bot.orders.forms import parsers as p
from bot.orders.forms.parsers import Parser

Answers = Mapping[str, Any]
"""Answers by field key, as JSON keeps them: text, a number, or a list of lines."""

FEWEST_RUNS = 2
MOST_RUNS = 1000
LONGEST_INTERVAL = 60 * 24 * 7  # minutes
MOST_ANSWERS = 100  # of a poll
DELAYS = (0, 5, 10, 15, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 540, 600)
COUNTRIES = ("US", "GB", "CA", "DE", "FR", "IT", "ES", "TR", "RU", "BR", "IN", "ID", "SA", "AE")


class Unit(StrEnum):
    """How a value is shown."""

    PLAIN = "plain"
    MINUTES = "minutes"
    COUNTRY = "country"
    DATE = "date"  # kept as ISO text


@dataclass(frozen=True, slots=True)
class Option:
    """A value that is offered as a button; without a label it is shown by its field's unit."""

    value: str
    label: str = ""


def _as_text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form asks for.

    Attributes:
        key: the API's own parameter.
        label: its name on the summary, marked for translation; `prompt` likewise asks for it,
            with `{minimum}` and `{maximum}` of the service.
        parse: reads what was typed; raises `InputError`. Of a list it reads a part.
        is_list: lines are collected, over several messages, until the person says that is all.
        options: offered as buttons; `only_options` are all there is.
        unit: how its value is shown.
        write: what the panel is sent.
        only_if: the key and value of another answer without which it is not asked.
        is_link: what counts is where the links in a text lead, not the words that carry them.
    """

    key: str
    label: str
    prompt: str
    parse: Parser
    is_list: bool = False
    options: tuple[Option, ...] = ()
    unit: Unit = Unit.PLAIN
    write: Callable[[Any], str] = _as_text
    only_if: tuple[str, Any] | None = None
    is_link: bool = False

    def is_asked(self, answers: Answers) -> bool:
        """Return whether the other answers call for this one."""
        return self.only_if is None or answers.get(self.only_if[0]) == self.only_if[1]


def _day_month_year(value: Any) -> str:
    return date.fromisoformat(value).strftime("%d/%m/%Y")


_DEVICES = (
    Option("1", N_("🖥 Desktop")),
    Option("2", N_("📱 Android")),
    Option("3", N_("📱 iPhone")),
    Option("4", N_("📱 Any mobile")),
    Option("5", N_("🖥📱 Any device")),
)
_TRAFFIC = (
    Option("1", N_("Google keyword")),
    Option("2", N_("Referring page")),
    Option("3", N_("Direct")),
)
FROM_SEARCH, FROM_PAGE = 1, 2
_DELAYS = tuple(Option(str(minutes)) for minutes in DELAYS)

LINK = Field(
    "link", N_("Link"), N_("🔗 Send the link to the page, post or channel."), p.link, is_link=True
)
QUANTITY = Field(
    "quantity",
    N_("Quantity"),
    N_("🔢 Send the quantity, from {minimum} to {maximum}, or choose one."),
    p.quantity,
)
COMMENTS = Field(
    "comments",
    N_("Comments"),
    N_("💬 Send the comments, one per line: {minimum} to {maximum} lines."),
    p.parse_lines,
    is_list=True,
)
PACKAGED_COMMENTS = Field(
    "comments",
    N_("Comments"),
    N_("💬 Send the comments, one per line."),
    p.parse_lines,
    is_list=True,
)
KEYWORDS = Field(
    "keywords",
    N_("Keywords"),
    N_("🔎 Send the keywords, one per line."),
    p.lines_without(""),
    is_list=True,
)
USERNAMES = Field(
    "usernames",
    N_("Usernames"),
    N_("👥 Send the usernames, one per line."),
    p.lines_without("@"),
    is_list=True,
)
COUNTED_USERNAMES = Field(
    "usernames",
    N_("Usernames"),
    N_("👥 Send the usernames, one per line: {minimum} to {maximum} lines."),
    p.lines_without("@"),
    is_list=True,
)
HASHTAGS = Field(
    "hashtags",
    N_("Hashtags"),
    N_("#️⃣ Send the hashtags, one per line."),
    p.lines_without("#"),
    is_list=True,
)
GROUPS = Field(
    "groups",
    N_("Groups"),
    N_("👥 Send the groups, one per line."),
    p.whole_lines,
    is_list=True,
    is_link=True,
)
HASHTAG = Field("hashtag", N_("Hashtag"), N_("#️⃣ Send one hashtag."), p.hashtag)
MEDIA = Field(
    "media",
    N_("Media"),
    N_("🖼 Send the link to the post whose likers should be mentioned."),
    p.link,
    is_link=True,
)
FOLLOWED = Field(
    "username",
    N_("Account"),
    N_("👤 Send the link to the account whose followers should be mentioned."),
    p.link,
    is_link=True,
)
COMMENTATOR = Field(
    "username",
    N_("Username"),
    N_("👤 Send the username of the comment's author."),
    p.username,
    is_link=True,
)
SUBSCRIBER = Field(
    "username",
    N_("Username"),
    N_("👤 Send the username. The order is for its new posts."),
    p.username,
    is_link=True,
)
ANSWER_NUMBER = Field(
    "answer_number",
    N_("Answer"),
    N_("🗳 Send the number of the answer, from 1."),
    p.number(N_("Send a number from {fewest} to {most}."), 1, MOST_ANSWERS),
)
MINIMUM = Field(
    "min",
    N_("At least"),
    N_("🔽 Minimum for each post? From {minimum} to {maximum}."),
    p.quantity,
)
MAXIMUM = Field(
    "max",
    N_("At most"),
    N_("🔼 Maximum for each post? From {minimum} to {maximum}."),
    p.quantity,
)
DELAY = Field(
    "delay",
    N_("Delay"),
    N_("⏱ How long after a new post? Choose."),
    p.option_of([it.value for it in _DELAYS]),
    options=_DELAYS,
    unit=Unit.MINUTES,
)
POSTS = Field(
    "posts",
    N_("New posts"),
    N_("🆕 For how many new posts?"),
    p.number(N_("Send a number from {fewest} to {most}."), 1, p.MOST_LINES),
)
OLD_POSTS = Field(
    "old_posts",
    N_("Old posts"),
    N_("🗂 For how many existing posts?"),
    p.number(N_("Send a number from {fewest} to {most}."), 1, p.MOST_LINES),
)
EXPIRY = Field(
    "expiry",
    N_("Last day"),
    N_("📅 Until what date?"),
    p.expiry,
    unit=Unit.DATE,
    write=_day_month_year,
)
COUNTRY = Field(
    "country",
    N_("Country"),
    N_("🌍 From which country? Choose, or send a code or the English name."),
    p.country,
    options=tuple(Option(code) for code in COUNTRIES),
    unit=Unit.COUNTRY,
)
DEVICE = Field(
    "device",
    N_("Device"),
    N_("🖥 With which device? Choose."),
    p.option_of([it.value for it in _DEVICES]),
    options=_DEVICES,
)
TRAFFIC = Field(
    "type_of_traffic",
    N_("Traffic"),
    N_("🚦 Where do visitors come from? Choose."),
    p.option_of([it.value for it in _TRAFFIC]),
    options=_TRAFFIC,
)
GOOGLE_KEYWORD = Field(
    "google_keyword",
    N_("Keyword"),
    N_("🔎 Send the keyword that visitors look for."),
    p.one_line,
    only_if=("type_of_traffic", FROM_SEARCH),
)
REFERRING_URL = Field(
    "referring_url",
    N_("Referring page"),
    N_("🔗 Send the link to the page that visitors come from."),
    p.any_link,
    is_link=True,
    only_if=("type_of_traffic", FROM_PAGE),
)
RUNS = Field(
    "runs",
    N_("Runs"),
    N_("💧 How many runs? Each delivers the quantity."),
    p.number(N_("Send a number of runs from {fewest} to {most}."), FEWEST_RUNS, MOST_RUNS),
)
INTERVAL = Field(
    "interval",
    N_("Interval"),
    N_("💧 How many minutes between two runs?"),
    p.number(N_("Send from {fewest} to {most} minutes."), 1, LONGEST_INTERVAL),
    unit=Unit.MINUTES,
)
