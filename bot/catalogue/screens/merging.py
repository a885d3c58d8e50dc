"""From which panels a service is bought, and which of them is tried first: for owners."""

from collections.abc import Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.catalogue.buttons import CatalogueArea, MergeAction, OverrideAction
from bot.catalogue.rules.catalogue import Kind
from bot.catalogue.rules.sources import LEAST_COMPARED, Preference
from bot.catalogue.screens import texts
from bot.catalogue.screens.service_metrics import metric_lines
from bot.catalogue.service.several_panels import Obstacle, ServiceView, SourceView
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import Row, Screen, button, lines

LONGEST_NAME = 120  # units
SEVERAL = 2
_PREFERENCES: Mapping[Preference, str] = {
    Preference.CHEAPEST: N_("Cheapest"),
    Preference.BEST: N_("Best measured"),
    Preference.FIXED: N_("As in this list"),
}
_MEANINGS: Mapping[Preference, str] = {
    Preference.CHEAPEST: N_("Tried first: what costs least at the moment."),
    Preference.BEST: N_(
        "Tried first: what was completed most and canceled least here, from {number} orders on. "
        "Of equal ones, the cheapest."
    ),
    Preference.FIXED: N_("Tried first: what comes first in this list."),
}
_OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.PAUSED: N_("The panel is paused."),
    Obstacle.GONE: N_("The panel no longer sells it."),
    Obstacle.NO_RATE: N_("There is no exchange rate for the panel's currency."),
    Obstacle.CHANGED: N_("It has changed since it was merged. Then it was called: {name}"),
    Obstacle.HELD: N_("The panel is not taking orders for it right now."),
    Obstacle.STALE: N_("The panel's list was last read more than a day ago."),
    Obstacle.FUNDS: N_("There is not enough money at the panel."),
}


def tap(action: MergeAction, *about: object) -> str:
    """Return the data of a button of these pages."""
    return pack(CatalogueArea.MERGING, action, *about)


def open_row(t: Translator, service_id: int) -> Row:
    """Return the row of a service's editor that leads here."""
    return [button(t.plain("🔀 Several panels"), tap(MergeAction.SHOW, service_id))]


def sources(t: Translator, it: ServiceView) -> Screen:
    """Show a service's sources, which one is tried first, and what can be changed."""
    text = lines(
        Markup("🔀 <b>{}</b>").format(it.itself.own.row.name),
        *_head(t, it),
        *(lines("", *_source(t, it, source, at)) for at, source in enumerate(it.sources, 1)),
    )
    return Screen(text, _rows(t, it))


def _head(t: Translator, it: ServiceView) -> list[Markup]:
    if it.preference is None:
        return [
            t(
                "It is bought at one panel. Add the same service of another one, and orders can "
                "go there when the first does not take them."
            )
        ]
    return [
        t(
            "People see one service, with the name, limits and price of {panel}. Orders are "
            "bought elsewhere only where the price covers the cost.",
            panel=it.itself.panel,
        ),
        t(_MEANINGS[it.preference], number=LEAST_COMPARED)
        if it.preference is Preference.BEST
        else t(_MEANINGS[it.preference]),
    ]


def _source(t: Translator, it: ServiceView, source: SourceView, at: int) -> list[Markup | None]:
    service = source.own.service
    is_first = it.preference is not None and source.key == it.first
    limits = t(
        "From {minimum} to {maximum}",
        minimum=t.number(service.minimum),
        maximum=t.number(service.maximum),
    )
    return [
        Markup("<b>{}. {}</b>{}").format(
            at, source.panel, Markup(" · ⭐ ") + t("tried first now") if is_first else ""
        ),
        named(source.own.row.name, service.id),
        None if source.obstacle is Obstacle.NO_RATE else texts.rate(t, service, it.currency),
        limits,
        *(metric_lines(t, source.metrics) if source.metrics else ()),
        _obstacle(t, source),
    ]


def named(name: str, number: str) -> Markup:
    """Return a panel's service as the panel calls it."""
    return Markup("{} · <code>{}</code>").format(isolated(clip(name, LONGEST_NAME)), number)


def _obstacle(t: Translator, source: SourceView) -> Markup | None:
    if source.obstacle is None:
        return None
    text = _OBSTACLES[source.obstacle]
    if source.obstacle is Obstacle.CHANGED:
        return Markup("⚠️ ") + t(text, name=clip(source.merged_name, LONGEST_NAME))
    return Markup("⚠️ ") + t(text)


def _rows(t: Translator, it: ServiceView) -> list[Row]:
    back = pack(CatalogueArea.OVERRIDE, OverrideAction.SHOW, Kind.SERVICE, it.key)
    last: list[Row] = [
        [button(t.plain("➕ Add"), tap(MergeAction.ADD, it.key))],
        [button(t.plain("⬅️ Back"), back)],
    ]
    if it.preference is None:
        return last
    preferences = [
        button(
            ("• " if which is it.preference else "") + t.plain(label),
            tap(MergeAction.PREFER, it.key, which),
        )
        for which, label in _PREFERENCES.items()
    ]
    own = [_source_row(t, it, source, at) for at, source in enumerate(it.sources, 1)]
    return [preferences, *own, *last]


def _source_row(t: Translator, it: ServiceView, source: SourceView, at: int) -> Row:
    def do(label: str, action: MergeAction, *about: object) -> InlineKeyboardButton:
        return button(f"{at}. {label}", tap(action, it.key, source.key, *about))

    row = [do(t.plain("✂️ Sell separately"), MergeAction.PART)]
    if at > 1:
        row.insert(0, do(t.plain("⏫ Put first"), MergeAction.FIRST))
    if source.obstacle is Obstacle.CHANGED:
        same = do(t.plain("✅ It is the same"), MergeAction.AS_IT_IS, digest_of_name(source))
        row.insert(0, same)
    return row


def digest_of_name(source: SourceView) -> str:
    """Return what stands for what a source is called now."""
    return digest_of(source.own.row.name, source.own.row.type)


def digest_of_sources(it: ServiceView) -> str:
    """Return what stands for the sources of a service, whatever their order."""
    return digest_of(it.key, sorted(source.key for source in it.sources))


def part_sure(t: Translator, it: ServiceView, source: SourceView) -> Screen:
    """Say what follows before a source is sold separately."""
    is_end = source.key == it.key or len(it.sources) <= SEVERAL
    text = lines(
        t("✂️ <b>Sell {name} separately?</b>", name=clip(source.own.row.name, LONGEST_NAME)),
        t("All of them are sold separately again.")
        if is_end
        else t("It is sold separately again. The others stay together."),
        t("Orders that have not been sent are bought from what is left. All others go on."),
    )
    yes = tap(MergeAction.PART_SURE, it.key, source.key, digest_of_sources(it))
    back = button(t.plain("⬅️ Back"), tap(MergeAction.SHOW, it.key))
    return Screen(text, [[button(t.plain("✂️ Yes, sell separately"), yes, style="danger")], [back]])
