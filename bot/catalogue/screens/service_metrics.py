"""What a service has been like here: on its card, and beside others."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from markupsafe import Markup

from bot.catalogue.screens.listing import NOTHING
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.screen import lines
from bot.orders.rules.pace import Pace
from bot.orders.rules.service_metrics import MEASURED_FOR, ServiceMetrics

METRICS: Sequence[tuple[str, Callable[[Translator, ServiceMetrics], str]]] = (
    (N_("Starts within"), lambda t, it: _took(t, it.start)),
    (N_("Done within"), lambda t, it: _took(t, it.end)),
    (N_("Delivered here per hour"), lambda t, it: _an_hour(t, it.pace)),
    (N_("Completed"), lambda t, it: t.share(it.completed)),
    (N_("Canceled"), lambda t, it: t.share(it.canceled)),
)
"""What is shown of services side by side; the times are medians."""


def measured(t: Translator, metrics: ServiceMetrics | None) -> Markup | None:
    """Say what was measured of a service; nothing where too little is known."""
    return None if metrics is None else lines("", *metric_lines(t, metrics), "")


def metric_lines(t: Translator, metrics: ServiceMetrics) -> Sequence[Markup | None]:
    """Say what was measured of a service, a line each."""
    start, end, pace = metrics.start, metrics.end, metrics.pace
    return (
        t.plural(
            "📊 By {number} order here in {days} days:",
            "📊 By {number} orders here in {days} days:",
            metrics.orders,
            days=MEASURED_FOR.days,
        ),
        t("▶️ Half start within {time}", time=t.took(start)) if start is not None else None,
        t("🏁 Half are done within {time}", time=t.took(end)) if end is not None else None,
        t("🚀 Delivered here: about {speed} an hour", speed=_an_hour(t, pace)) if pace else None,
        t(
            "☑️ {completed} completed, {canceled} canceled",
            completed=t.share(metrics.completed),
            canceled=t.share(metrics.canceled),
        ),
    )


def _took(t: Translator, time: timedelta | None) -> str:
    return NOTHING if time is None else t.took(time)


def _an_hour(t: Translator, pace: Pace | None) -> str:
    return NOTHING if pace is None else t.number(max(round(pace.an_hour), 1))
