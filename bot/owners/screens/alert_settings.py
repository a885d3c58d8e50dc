"""The page on which owners choose what they are notified of: a low balance, daily digests."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.owners.buttons import AdminAction, AdminQuestion, OwnerArea
from bot.owners.rules.digests import HOURS
from bot.owners.screens.navigation import home_row
from bot.owners.tables import Digest
from bot.panel.buttons import PanelQuestion, PanelsAction
from bot.panel.screens.cards import name_of, tap
from bot.panel.screens.status_lines import low_balance_line
from bot.panel.service.overview import Listed

HOURS_A_ROW = 6


def alerts(t: Translator, panels: Sequence[Listed], it: Digest) -> Screen:
    """Show the thresholds of balances, and when the digest comes."""
    text = lines(
        t("🔔 <b>Alerts</b>"),
        "",
        *_thresholds(t, panels),
        t("📰 Daily digest: off.")
        if not it.wanted
        else t("📰 Daily digest: at {time} ({zone})", time=f"{it.hour:02}:00", zone=it.time_zone),
        "",
        t("<i>The threshold is for all owners, the digest only for you.</i>"),
    )
    turn = t.plain("✕ No digest") if it.wanted else t.plain("📰 Send a digest every day")
    rows: list[Row] = [
        _threshold_row(t, panels),
        [button(turn, pack(OwnerArea.ADMIN, AdminAction.DIGEST, int(not it.wanted)))],
    ]
    if it.wanted:
        rows += [*_hours(it), [_ask(t.plain("🌍 Time zone"), AdminQuestion.ZONE)]]
    return Screen(text, [*rows, home_row(t)])


def _thresholds(t: Translator, panels: Sequence[Listed]) -> list[Markup]:
    """Say below what balance owners are alerted, of several panels by name."""
    found = [low_balance_line(t, it.state) for it in panels]
    if len(found) == 1:
        return found
    named = zip(panels, found, strict=True)
    return [Markup("<b>{}</b> · {}").format(name_of(t, it), line) for it, line in named]


def _threshold_row(t: Translator, panels: Sequence[Listed]) -> Row:
    if len(panels) != 1:
        return [button(t.plain("🔌 Panels"), tap(PanelsAction.LIST))]
    (it,) = panels
    panel_id = it.panel.id
    ask = tap(PanelsAction.ASK, panel_id, PanelQuestion.LOW_BALANCE)
    row = [button(t.plain("💸 Threshold"), ask)]
    if it.state.low_balance is not None:
        row.append(button(t.plain("✕ No alert"), tap(PanelsAction.NO_ALERT, panel_id)))
    return row


def _ask(label: str, question: AdminQuestion) -> InlineKeyboardButton:
    return button(label, pack(OwnerArea.ADMIN, AdminAction.ASK, question))


def _hours(it: Digest) -> list[Row]:
    buttons = [
        button(
            ("• " if hour == it.hour else "") + f"{hour:02}",
            pack(OwnerArea.ADMIN, AdminAction.HOUR, hour),
        )
        for hour in range(HOURS)
    ]
    return rows_of(buttons, HOURS_A_ROW)
