"""A list before it is confirmed: it is asked for, and its summary shows what it comes to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from telegram.constants import MessageLimit

from bot.catalogue.rules.services import Service
from bot.catalogue.screens import texts as service_texts
from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.names import clip, fitting, isolated, units
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.core.text.isolates import isolate
from bot.orders.mass.buttons import MassAction, MassArea
from bot.orders.mass.repeats import Rewritten
from bot.orders.mass.rules import BadLine, GoodLine, ValidatedList
from bot.orders.mass.service.confirming import Summarised
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.quotes import Quote
from bot.orders.screens import quotes, texts, wallets
from bot.spending.screens import limits as limit_screens

BAD_SHOWN = 10
GOOD_SHOWN = 5
LINE_SHOWN = 60
SERVICES_SHOWN = 10
CHANGES_SHOWN = 30
ROOM = MessageLimit.MAX_TEXT_LENGTH - 96
"""Units of a text, but for what turns its lines from right to left."""
NAME_SHOWN = 60
FILE_NAME = "corrections.txt"


def ask(actor: Actor) -> Screen:
    """Ask for the list; in a group, where only replies reach the bot, by name."""
    t, name = actor.t, core_texts.person(actor.user_id, actor.name)
    return Screen(
        lines(
            t("📦 <b>Mass order</b>"),
            t("Send one order per line, or a .txt or .csv file: service | link | quantity."),
            Markup("<code>{}</code>").format("101 | https://www.instagram.com/name/ | 1000"),
            t("The service is its ID, as shown on its card."),
            t("{name}, reply here with the list. /cancel closes it.", name=name)
            if actor.is_group
            else None,
        )
    )


def summary(
    actor: Actor, shown: Summarised, validated: ValidatedList, changed: Sequence[Markup] = ()
) -> Screen:
    """Show what a list comes to: the good lines in all, each bad one with its reason.

    Args:
        changed: says what is not as an earlier summary showed it.
    """
    t, mass = actor.t, shown.mass
    total = t.money(validated.price, mass.currency)
    good, bad = len(validated.good), len(validated.bad)
    text = lines(
        _limit_note(t, shown),
        t("📦 <b>Mass order</b>"),
        t.plural("✅ {number} order", "✅ {number} orders", good),
        t.plural("⚠️ {number} line cannot be ordered", "⚠️ {number} lines cannot be ordered", bad)
        if bad
        else None,
        *_by_service(t, mass, validated),
        *_good_lines(t, mass, validated.good),
        Markup("💰 ") + t("<b>Total: {price}</b>", price=total) if good else None,
        wallets.after(
            actor, shown.wallet, validated.price, mass.currency, pays_self=mass.pays_self
        )
        if good
        else None,
        *([Markup("")] if bad else []),
        *(_bad_line(t, line) for line in validated.bad[:BAD_SHOWN]),
        t("The lines with errors are in the file below. Correct them and send it again.")
        if bad
        else None,
    )
    text = lines(*fitting(changed, ROOM - units(text.striptags())), text)
    cancel = button(t.plain("✕ Cancel"), pack(MassArea.MASS, mass.id, MassAction.CANCEL))
    if not good:
        return Screen(text, [[cancel]])
    return Screen(text, [*_pay_rows(actor, shown, validated), [cancel]])


def _pay_rows(actor: Actor, shown: Summarised, validated: ValidatedList) -> list[Row]:
    """Offer to order, or to pay in what is missing; in a group, from which wallet."""
    t, mass = actor.t, shown.mass
    label = t.plural_plain(
        "✅ Place {number} order", "✅ Place {number} orders", len(validated.good)
    )
    data = pack(MassArea.MASS, mass.id, MassAction.CONFIRM, digest(mass))
    can_pay = wallets.can_pay(shown.wallet, validated.price)
    confirm = button(label, data, style="success")
    rows: list[Row] = [[confirm] if can_pay else wallets.top_up_row(t)]
    if shown.wallet is not None and actor.is_group and mass.user_id > 0:
        data = pack(MassArea.MASS, mass.id, MassAction.PAYER, digest(mass))
        rows.append([button(wallets.payer_label(t, mass.pays_self), data)])
    return rows


def quantity_for_all(
    t: Translator, mass: MassOrder, quantity: int, named: Service | None
) -> Screen:
    """Ask whether a number is the quantity of all orders of a list, which has several services.

    Args:
        named: the service that has this number as its ID.
    """
    number = t.number(quantity)
    label = t.plain("🔢 {quantity} each", quantity=number)
    rows = [[button(label, pack(MassArea.MASS, mass.id, MassAction.QUANTITY, quantity))]]
    if named is not None:
        label = t.plain("🛒 Service {id}: {service}", id=named.id, service=named.name)
        rows.append([button(label, pack(MassArea.MASS, mass.id, MassAction.SERVICE, named.key))])
    return Screen(t("❓ Set the quantity of all orders to {quantity}?", quantity=number), rows)


def _limit_note(t: Translator, shown: Summarised) -> Markup | None:
    """Say which limit a list exceeds; nothing if it exceeds none."""
    if shown.above is None:
        return None
    return Markup("✋ ") + limit_screens.beyond(t, shown.above, shown.mass.currency)


def digest(mass: MassOrder) -> str:
    """Return what stands for all that the summary of a list shows."""
    return digest_of(mass.text, mass.price, mass.currency, mass.quotes, mass.pays_self)


def _by_service(t: Translator, mass: MassOrder, validated: ValidatedList) -> list[Markup]:
    """Name the services: a list has only their numbers, which may be others' by now."""
    counts = Counter(line.service for line in validated.good)
    shown = [
        Markup("· {} {} · {} × {}").format(
            service.shown_id,
            isolated(clip(service.name, NAME_SHOWN)),
            t.number(count),
            _rate(t, service, mass.currency),
        )
        for service, count in counts.most_common(SERVICES_SHOWN)
    ]
    left = len(counts) - len(shown)
    more = t.plural("and {number} more service", "and {number} more services", left)
    return [*shown, *([more] if left else [])]


def _rate(t: Translator, service: Service, currency: str) -> Markup:
    rate = service_texts.rate(t, service, currency)
    # Else its words would change places with the number before it.
    return isolate(rate) if t.is_mirrored else rate


def changes(
    t: Translator, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[Markup]:
    """Say what is not as an earlier summary showed it, by service."""
    found = _differences(t, before, after)
    if not found and before.keys() == after.keys():
        return []
    head = Markup("⚠️ ") + t("Changed since this was shown:")
    return [head, *found[:CHANGES_SHOWN], Markup("")]


def since_ordered(
    t: Translator, again: Rewritten, after: Mapping[str, Mapping[str, Any]]
) -> list[Markup]:
    """Say what is not as it was when the list was ordered that is to be ordered again."""
    gone = [
        t("No longer sold: {service}", service=isolated(f"{number} {clip(name, NAME_SHOWN)}"))
        for number, name in again.gone
    ]
    found = [*gone, *_differences(t, again.quotes, after)]
    head = Markup("⚠️ ") + t("Changed since this list was ordered:")
    return [head, *found[:CHANGES_SHOWN], Markup("")] if found else []


def _differences(
    t: Translator, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[Markup]:
    """Say what has changed of each service that both have."""
    found: list[Markup] = []
    for key in sorted(before.keys() & after.keys()):
        new = Quote.read(after[key])
        differs = quotes.changes(t, Quote.known(before[key], new), new)
        found += [Markup("<b>{}</b>").format(new.id), *differs] if differs else []
    return found


def _good_lines(t: Translator, mass: MassOrder, good: Sequence[GoodLine]) -> list[Markup]:
    """Show the first lines as they were read: service, link, quantity and price."""
    shown = [_good_line(t, mass, line) for line in good[:GOOD_SHOWN]]
    left = len(good) - len(shown)
    more = t.plural("and {number} more order", "and {number} more orders", left)
    return [Markup(""), *shown, *([more] if left else []), Markup("")] if shown else []


def _good_line(t: Translator, mass: MassOrder, line: GoodLine) -> Markup:
    quantity = line.answers.get("quantity")
    parts = (
        line.service.shown_id,
        isolated(clip(texts.without_scheme(str(line.answers["link"])), LINE_SHOWN)),
        *([t.number(quantity)] if isinstance(quantity, int) else []),
        isolated(t.money(line.price, mass.currency)),
    )
    return Markup("<i>{}</i>").format(" · ".join(parts))


def _bad_line(t: Translator, line: BadLine) -> Markup:
    reason = t(line.reason.message, **line.reason.values)
    return t(
        "<b>Line {number}</b> <code>{text}</code>: {reason}",
        number=line.number,
        text=isolated(line.text[:LINE_SHOWN]),
        reason=reason,
    )
