"""A page of services: their names on buttons or as lines, and what tells them apart in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.search.durations import seconds_of
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram import columns
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import Row, button, rows_of
from bot.core.text.isolates import isolate
from bot.orders import forms
from bot.orders.buttons import FormAction
from bot.orders.screens.form_view import FormView
from bot.refills.rules.refills import RefillKind, refill_promise

PAGE_SIZE = 8
NAME_COLUMNS = 30
"""So much of a button's name a phone shows, beside its number."""
LONGEST_CUT = 45
"""Of a longer name too little would be seen."""
LONGEST_NAME = 400  # units, of which eight names and more fit a message
NUMBERS_A_ROW = 4
LEAST_ALIKE = 2
_BETWEEN = " |-–—~:·•»➜➤→"
"""What panels write between the parts of a name."""
_OPENING = frozenset("[(【")
NOTHING, YES, ENDLESS = "–", "✓", "∞"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
PRICE, TIME, REFILL = N_("price"), N_("average time"), N_("refill")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of services, as text and as the buttons that choose one."""

    text: Sequence[Markup]
    rows: Sequence[Row]


def listed(form: FormView, page: Page[Service]) -> Listed:
    """Return a page's services: names on buttons where they can be told apart, else numbers.

    What all long names begin with is not on the buttons. Names of which a button cannot show
    enough stand above as lines, too.
    """
    found = list(enumerate(page.items, page.number * PAGE_SIZE + 1))
    start, names = _of_buttons([service.name for service in page.items])
    is_enough = all(columns.width(name) <= LONGEST_CUT for name in names)
    labels = [str(number) for number, _ in found]
    if names:
        labels = [
            f"{number} · {_marked(service, columns.fit(name, NAME_COLUMNS))}"
            for (number, service), name in zip(found, names, strict=True)
        ]
    buttons = [
        button(_tick(form, service) + label, form.button_data(FormAction.SERVICE, service.key))
        for label, (_, service) in zip(labels, found, strict=True)
    ]
    text = _text(form, found, names_shown=not (names and is_enough))
    head = [Markup("<i>{} …</i>").format(isolated(start))] if start and is_enough else []
    return Listed([*head, *text], rows_of(buttons, 1 if names else NUMBERS_A_ROW))


def _of_buttons(whole: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return what is left out of names, and the rest of each; none if buttons look alike."""
    if _are_distinct(whole) and all(columns.width(name) <= LONGEST_CUT for name in whole):
        return "", whole
    start, rests = without_shared_start(whole)
    says_something = all(any(map(str.isalpha, rest)) for rest in rests)
    return (start, rests) if says_something and _are_distinct(rests) else ("", ())


def _are_distinct(names: Sequence[str]) -> bool:
    shown = {columns.fit(name, NAME_COLUMNS).casefold() for name in names}
    return len(shown) == len(names)


def without_shared_start(names: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the words that all names begin with, and what is left of each: a word at least."""
    words = [name.split() for name in names]
    if len(words) < LEAST_ALIKE:
        return "", names
    shared = 0
    for together in zip(*(its[:-1] for its in words), strict=False):
        if len({word.casefold() for word in together}) > 1:
            break
        shared += 1
    while shared and words[0][shared - 1] in _OPENING:
        shared -= 1
    rests = [" ".join(its[shared:]) for its in words]
    start = " ".join(words[0][:shared]).rstrip(_BETWEEN)
    return start, [rest.lstrip(_BETWEEN) or rest for rest in rests]


def _text(
    form: FormView, found: Sequence[tuple[int, Service]], *, names_shown: bool
) -> Sequence[Markup]:
    facts = [_facts(form.t, service, form.currency) for _, service in found]
    shown = [at for at in range(3) if any(fact[at] != NOTHING for fact in facts)]
    table = None
    if found and not form.t.is_mirrored:  # there, columns would change places
        table = columns.table(
            [
                [f"{number}.", *(fact[at] for at in shown)]
                for (number, _), fact in zip(found, facts, strict=True)
            ]
        )
    if table is None:
        return [
            _line(number, service, [fact[at] for at in shown])
            for (number, service), fact in zip(found, facts, strict=True)
        ]
    legend = " · ".join(form.t.plain((PRICE, TIME, REFILL)[at]) for at in shown)
    names = [_line(number, service, ()) for number, service in found] if names_shown else []
    return [*names, Markup("<i>{}</i>").format(legend), table]


def _line(number: int, service: Service, facts: Sequence[str]) -> Markup:
    name = _marked(service, clip(service.name, LONGEST_NAME))
    said = Markup("").join(
        Markup(" · {}").format(isolate(Markup("<b>{}</b>").format(fact))) for fact in facts
    )
    return Markup("<b>{}.</b> {}{}").format(number, name, said)


def _marked(service: Service, name: str) -> str:
    pin = "📌 " if service.pinned else ""
    lock = "" if forms.form_for(service.type) else " 🔒"
    return f"{pin}{isolated(name)}{lock}"


def _tick(form: FormView, service: Service) -> str:
    return "✓ " if service.key in (form.draft.compared or ()) else ""


def _facts(t: Translator, service: Service, currency: str) -> tuple[str, str, str]:
    return t.money(service.rate, currency), short_time(t, service), short_refill(t, service)


def short_time(t: Translator, service: Service) -> str:
    """Say how long a service takes, as short as a column is: `52m`, `3h`, `2d`."""
    seconds = seconds_of(service.average_time)
    if seconds is None:
        return NOTHING
    if seconds >= 2 * _DAY:
        return _days(t, round(seconds / _DAY))
    if seconds >= 2 * _HOUR:
        return t.plain("{number}h", number=t.number(round(seconds / _HOUR)))
    return t.plain("{number}m", number=t.number(max(round(seconds / _MINUTE), 1)))


def _days(t: Translator, count: int) -> str:
    return t.plural_plain("{number}d", "{number}d", count)


def short_refill(t: Translator, service: Service) -> str:
    """Say what is promised for a service, as short as a column is: `30d`, `✓`, `∞`."""
    promise = refill_promise(service.name, service.category, "", service.refill)
    if promise.kind is RefillKind.DAYS and promise.days:
        return _days(t, promise.days)
    if promise.kind is RefillKind.LIFETIME:
        return ENDLESS
    is_made = promise.kind is RefillKind.UNSAID or service.refill is Flag.YES
    return YES if is_made and promise.kind is not RefillKind.NONE else NOTHING
