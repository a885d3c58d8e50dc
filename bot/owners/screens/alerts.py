"""What owners are told by itself, a low balance and daily digests, and the page to choose it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

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
from bot.panel.screens.status_lines import lasts_line, low_balance_line
from bot.panel.service.overview import Listed
from bot.reports.rules.statistics import Outcome, Summary
from bot.reports.screens.statistics import spent

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


def restored(t: Translator, values: Mapping[str, Any]) -> Screen:
    """Alert owners of what became of what waited in an earlier copy that was put back."""
    made_at, count = values["made_at"], values["count"]
    head = t("🛟 <b>The database is a restored copy.</b>")
    if made_at:
        moment = t.datetime(datetime.fromisoformat(made_at))
        head = t("🛟 <b>The database is a restored copy from {time}.</b>", time=moment)
    text = lines(
        head,
        t("Orders placed since then are missing: compare it with the panel's list."),
        t.plural(
            "{number} order waited then, and may have been sent since: decide in /unresolved.",
            "{number} orders waited then, and may have been sent since: decide in /unresolved.",
            count,
        )
        if count
        else None,
        t("Open forms and lists were closed, broadcasts paused. Order numbers jump ahead."),
        t(
            "💰 Wallets, vouchers and payments by hand are as they were then: do again what you "
            "have done since. What was ordered since was paid back, and shows in /admin as "
            "unexplained at the panel."
        )
        if values.get("wallets")
        else None,
    )
    return Screen(text)


def closed_by_restore(t: Translator) -> Screen:
    """Notify a chat that what was open there is closed."""
    return Screen(
        t(
            "🛟 The bot was set back to an earlier copy of its data. What was open here is "
            "closed. Orders of the last hours may be missing: ask before you order them again."
        )
    )


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


def low_balance(t: Translator, values: Mapping[str, Any]) -> Screen:
    """Say that the balance is below the threshold."""
    currency, days = values["currency"], values["days"]
    text = lines(
        t(
            "💸 The balance at the panel is {amount}, below {threshold}.",
            amount=t.money(Decimal(values["amount"]), currency),
            threshold=t.money(Decimal(values["threshold"]), currency),
        ),
        None if days is None else lasts_line(t, days),
    )
    return Screen(text)


def digest(t: Translator, day: Summary, balances: Sequence[Markup], until: datetime) -> Screen:
    """Sum up the last day.

    Args:
        balances: what is left at the panels.
    """
    failed = day.outcomes.get(Outcome.FAILED, 0) + day.outcomes.get(Outcome.CANCELED, 0)
    unclear = day.outcomes.get(Outcome.UNCLEAR, 0)
    text = lines(
        t("📰 <b>The last 24 hours</b> · {time}", time=t.datetime(until)),
        "",
        Markup("🧾 ") + t.plural("{number} order", "{number} orders", day.orders),
        t("💰 Spent: {amount}", amount=spent(t, day)) if day.spent else None,
        t("❌ Failed or canceled: {number}", number=failed) if failed else None,
        t("🔎 Unclear: {number}", number=unclear) if unclear else None,
        *balances,
    )
    return Screen(
        text, [[button(t.plain("🛠 Dashboard"), pack(OwnerArea.ADMIN, AdminAction.OPEN))]]
    )
