"""A service in words: what it costs, and all that is known of it."""

from markupsafe import Markup

from bot.catalogue.rules.services import PACKAGES, Flag, Service
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.names import clip
from bot.core.telegram.screen import lines
from bot.refills.rules.refills import refill_promise
from bot.refills.screens import refill_texts

DESCRIPTION_SHOWN = 1500  # units
CANCEL_LABELS: dict[Flag, str] = {
    Flag.YES: N_("Can be canceled"),
    Flag.NO: N_("Cannot be canceled"),
    Flag.UNKNOWN: N_("Cancellation: not stated"),
}
DRIPFEED_LABELS: dict[Flag, str] = {
    Flag.YES: N_("Drip-feed available"),
    Flag.NO: N_("No drip-feed"),
    Flag.UNKNOWN: N_("Drip-feed: not stated"),
}


def rate(t: Translator, service: Service, currency: str) -> Markup:
    """Say what a service costs."""
    if service.type in PACKAGES:
        return t("{price} for the package", price=t.money(service.rate, currency))
    return t("{price} per 1000", price=t.money(service.rate, currency))


def limits(t: Translator, service: Service) -> Markup | None:
    """Say in what quantities a service is sold; a package is one."""
    if service.type in PACKAGES:
        return None
    return t(
        "From {minimum} to {maximum}",
        minimum=t.number(service.minimum),
        maximum=t.number(service.maximum),
    )


def service_lines(
    t: Translator,
    service: Service,
    currency: str,
    description: str = "",
    *,
    refills_disabled: bool = False,
) -> Markup:
    """Describe a service: name, price, limits, refills, flags, description.

    Args:
        refills_disabled: it is known that no request is taken, whatever the flag says.
    """
    promise = refill_promise(service.name, service.category, description, service.refill)
    sold, time = limits(t, service), service.average_time
    about = clip(description, DESCRIPTION_SHOWN)
    return lines(
        Markup("<b>{}</b>").format(service.name),
        Markup("<i>{}</i>").format(service.category),
        "",
        Markup("💵 ") + rate(t, service, currency),
        Markup("📏 ") + sold if sold else None,
        refill_texts.of_service(t, promise, disabled=refills_disabled),
        Markup("↩️ ") + t(CANCEL_LABELS[service.cancel]),
        Markup("💧 ") + t(DRIPFEED_LABELS[service.dripfeed]),
        Markup("⏱ ") + t("Average time: {time}", time=time) if time else None,
        Markup("\n<blockquote expandable>{}</blockquote>").format(about) if about else None,
    )
