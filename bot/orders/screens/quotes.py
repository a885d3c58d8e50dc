"""What has changed of a service since somebody was shown it: old and new."""

from markupsafe import Markup

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import lines
from bot.orders.rules.quotes import Aspect, Quote, differences

NAME_SHOWN = 200
LABELS = {
    Aspect.NAME: N_("Service: {old} → {new}"),
    Aspect.CATEGORY: N_("Category: {old} → {new}"),
    Aspect.TYPE: N_("Type: {old} → {new}"),
    Aspect.PRICE: N_("Price: {old} → {new}"),
    Aspect.MINIMUM: N_("Minimum: {old} → {new}"),
    Aspect.MAXIMUM: N_("Maximum: {old} → {new}"),
}


def changes(t: Translator, before: Quote, after: Quote) -> list[Markup]:
    """Say what is not as it was shown; a line each."""
    return [
        t(LABELS[aspect], old=_value(t, aspect, before), new=_value(t, aspect, after))
        for aspect in differences(before, after)
    ]


def changed(t: Translator, before: Quote, after: Quote) -> Markup | None:
    """As `changes`, with a head; nothing if nothing has."""
    found = changes(t, before, after)
    return lines(Markup("⚠️ ") + t("Changed since this was shown:"), *found) if found else None


def _value(t: Translator, aspect: Aspect, quote: Quote) -> str:
    match aspect:
        case Aspect.PRICE:
            return t.money(quote.rate, quote.currency)
        case Aspect.MINIMUM:
            return t.number(quote.minimum)
        case Aspect.MAXIMUM:
            return t.number(quote.maximum)
    return isolated(clip(str(getattr(quote, aspect.value)), NAME_SHOWN))
