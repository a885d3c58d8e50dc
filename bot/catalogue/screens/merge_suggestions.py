"""Services that owners could sell as one: which look the same, and two of them side by side."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.catalogue.buttons import MergeAction
from bot.catalogue.rules.merge_candidates import Candidate
from bot.catalogue.rules.services import Service
from bot.catalogue.rules.similar import DECISIVE, Difference, Suggestion
from bot.catalogue.screens import texts
from bot.catalogue.screens.merging import named, tap
from bot.catalogue.service.several_panels import Pair, ServiceView
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import paginate
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.owners.buttons import AdminAction, OwnerArea

PAGE_SIZE = 5
NOTHING_ELSE = N_("Hidden services are not suggested.")
DIFFERENCES: Mapping[Difference, str] = {
    Difference.PANEL: N_("Both are from the same panel."),
    Difference.TYPE: N_("They are of different types."),
    Difference.PLATFORM: N_("They are for different platforms."),
    Difference.GOODS: N_("They deliver different things."),
    Difference.TARGET: N_("They are for different kinds of posts or pages."),
    Difference.REFILL: N_("They promise different refills."),
    Difference.CANCEL: N_("Only one of them can be canceled."),
    Difference.DRIPFEED: N_("Only one of them has drip-feed."),
    Difference.COUNTRY: N_("They name different countries."),
    Difference.QUALITY: N_("They name different qualities."),
    Difference.NUMBERS: N_("Their names have different numbers."),
    Difference.LIMITS: N_("No quantity is possible at both."),
    Difference.WORDS: N_("Their names have little in common."),
}


def candidates(
    t: Translator, it: ServiceView, found: Sequence[Candidate], names: Mapping[int, str]
) -> Screen:
    """List the services that may be the same as one.

    Args:
        names: what panels are called, by our numbers.
    """
    entries = [
        lines("", *_entry(t, candidate, names, at, it.currency))
        for at, candidate in enumerate(found, 1)
    ]
    text = lines(
        t("➕ <b>Which service is the same?</b>"),
        named(it.itself.own.row.name, it.itself.own.service.id),
        *(entries or [t("No service of another panel looks the same.")]),
        "",
        Markup("<i>{}</i>").format(t(NOTHING_ELSE)),
    )
    chosen = [
        button(str(at), tap(MergeAction.COMPARE, it.key, candidate.service.key))
        for at, candidate in enumerate(found, 1)
    ]
    by_id = button(t.plain("🔢 By ID"), tap(MergeAction.ASK_ID, it.key))
    back = button(t.plain("⬅️ Back"), tap(MergeAction.SHOW, it.key))
    return Screen(text, [*_in_rows(chosen), [by_id], [back]])


def ask_id(t: Translator, it: ServiceView) -> Markup:
    """Ask which service is the same as one."""
    return t(
        "🔢 Send the ID of the service that is the same as <b>{name}</b>, as it is on its card.",
        name=it.itself.own.row.name,
    )


def _in_rows(chosen: Row, width: int = 4) -> list[Row]:
    return [chosen[at : at + width] for at in range(0, len(chosen), width)]


def _entry(
    t: Translator, it: Candidate, names: Mapping[int, str], at: int, currency: str
) -> list[Markup]:
    sign = "" if it.likeness.is_enough else " · ⛔"
    alike = t("{share} alike", share=t.share(it.likeness.score / 100))
    return [
        Markup("<b>{}. {}</b> · {}{}").format(at, names[it.service.panel_id], alike, sign),
        _called(it.service),
        texts.rate(t, it.service, currency),
    ]


def _called(service: Service) -> Markup:
    return named(service.panel_name or service.name, service.id)


def digest(it: Pair) -> str:
    """Return what stands for two services as they were shown."""
    rows = (it.one.row, it.other.row)
    return digest_of(*((row.id, row.name, row.type, row.minimum, row.maximum) for row in rows))


def compare(t: Translator, it: Pair, page: str) -> Screen:
    """Show two services, what differs, and ask whether they are sold as one.

    Args:
        page: of the suggestions that this leads back to; empty: those for the first service.
    """
    found = it.likeness.differences
    decisive = [each for each in found if each in DECISIVE]
    text = lines(
        t("🔀 <b>Sell these two as one?</b>"),
        t("Prices are what the panels charge."),
        *_side(t, it.one.service, it.one_panel, it.currency),
        *_side(t, it.other.service, it.other_panel, it.currency),
        "",
        t("✅ Nothing that people are promised differs.") if not found else None,
        *_differences(t, found),
        _cannot(t) if decisive else t("People will see the first one only, at its price."),
    )
    keys = (it.one.row.id, it.other.row.id)
    yes = tap(MergeAction.MERGE, *keys, digest(it), page)
    merge: list[Row] = [[button(t.plain("🔀 Sell as one"), yes, style="primary")]]
    return Screen(text, [*([] if decisive else merge), _back_row(t, it.one.row.id, page)])


def _side(t: Translator, service: Service, panel: str, currency: str) -> list[Markup | str]:
    head = Markup("🔌 <b>{}</b> · <code>{}</code>").format(panel, service.id)
    return ["", head, texts.service_lines(t, service, currency)]


def _differences(t: Translator, found: Sequence[Difference]) -> list[Markup]:
    return [
        Markup("{} {}").format("⛔" if it in DECISIVE else "⚠️", t(DIFFERENCES[it])) for it in found
    ]


def _cannot(t: Translator) -> Markup:
    return t("They can't be sold as one: some people would not get what they were shown.")


def cannot(t: Translator, service_id: int, found: Sequence[Difference], page: str) -> Screen:
    """Say why two services were not merged."""
    text = lines(_cannot(t), *_differences(t, found))
    if not found:
        text = t("One of them is not on sale at its panel, or is part of another service.")
    return Screen(text, [_back_row(t, service_id, page)])


def _back_row(t: Translator, service_id: int, page: str) -> Row:
    data = tap(MergeAction.SUGGESTIONS, page) if page else tap(MergeAction.ADD, service_id)
    return [button(t.plain("⬅️ Back"), data)]


def suggestions_button(t: Translator) -> Row:
    """Return the row of the catalogue's page that leads to the suggestions."""
    return [button(t.plain("🔀 Same at several panels"), tap(MergeAction.SUGGESTIONS, 0))]


def suggestions(
    t: Translator, found: Sequence[Suggestion], number: int, names: Mapping[int, str]
) -> Screen:
    """List services of different panels that look the same, two by two."""
    page = paginate(found, number, PAGE_SIZE)
    start = page.number * PAGE_SIZE + 1
    entries = [
        lines(
            "",
            Markup("<b>{}.</b> {}").format(at, t("{share} alike", share=t.share(it.score / 100))),
            *(
                Markup("{} · {}").format(names[its.panel_id], _called(its.service))
                for its in (it.one, it.other)
            ),
        )
        for at, it in enumerate(page.items, start)
    ]
    text = lines(
        t("🔀 <b>Same at several panels</b> · {number}", number=page.total),
        t("These look the same. Compare two before you sell them as one.")
        if found
        else t("No services of different panels look the same."),
        Markup("<i>{}</i>").format(t(NOTHING_ELSE)),
        *entries,
    )
    chosen = [
        button(
            str(at),
            tap(MergeAction.COMPARE, it.one.service.key, it.other.service.key, page.number),
        )
        for at, it in enumerate(page.items, start)
    ]
    turn = page_row(t, page, lambda at: tap(MergeAction.SUGGESTIONS, at))
    back = button(t.plain("⬅️ Catalogue"), pack(OwnerArea.ADMIN, AdminAction.CATALOGUE))
    return Screen(text, [*_in_rows(chosen, PAGE_SIZE), *turn, [back]])
