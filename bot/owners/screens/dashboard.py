"""The owners' dashboard: everything at a glance, and a page for each part of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from bot import __version__
from bot.backups import screens as backups
from bot.backups.tables import BackupState
from bot.catalogue.buttons import CatalogueArea, OverrideAction
from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.screens.merge_suggestions import suggestions_button
from bot.chats.buttons import ChatArea
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.orders.rules.states import ENDED, OrderState
from bot.owners.buttons import AdminAction, OwnerArea
from bot.owners.screens.margin import USUAL_DAYS, margin_data
from bot.owners.screens.navigation import home_row
from bot.panel.rules.calls import combined, recent
from bot.panel.screens import books as book_screens
from bot.panel.screens import cards as panel_cards
from bot.panel.screens.status_lines import balance_line, calls_line, state_line
from bot.panel.service.overview import Listed
from bot.panel.tables import PanelBooks, PanelState
from bot.payments.buttons import OwnerAction, PaymentArea
from bot.pricing.buttons import PriceAction, PricingArea
from bot.reports.rules.margin import Grouping
from bot.reports.rules.statistics import Summary
from bot.reports.screens.statistics import spent
from bot.wallet.buttons import OwnedAction
from bot.wallet.screens import owned as wallets

PAGES: Mapping[AdminAction, str] = {
    AdminAction.CHATS: N_("👥 Chats"),
    AdminAction.PEOPLE: N_("👤 People"),
    AdminAction.ORDERS: N_("📋 Open orders"),
    AdminAction.PANELS: N_("🔌 Panels"),
    AdminAction.QUEUES: N_("📥 Queues"),
    AdminAction.CATALOGUE: N_("🗂 Catalogue"),
    AdminAction.MAINTENANCE: N_("🚧 Maintenance"),
    AdminAction.ALERTS: N_("🔔 Alerts"),
    AdminAction.TEXTS: N_("💬 Texts"),
    AdminAction.STEPS: N_("🚀 First steps"),
    AdminAction.WORDS: N_("🗣 Status words"),
}
PAGES_A_ROW = 2
QUEUE_LABELS = {
    "updates_waiting": N_("📥 Updates waiting: {number}"),
    "updates_set_aside": N_("🧯 Updates not processed: {number}"),
    "pushes_waiting": N_("📤 Messages waiting: {number}"),
    "pushes_given_up": N_("📪 Messages not delivered: {number}"),
    "pushes_kept": N_("📮 Kept for owners who have not started the bot: {number}"),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """What the dashboard shows.

    Attributes:
        panel: the one of the settings.
        several: all panels, where there is more than one.
        states: orders by state.
        queues: what waits, by name (`bot/owners/store/metrics.py`).
        days_left: how long the balance lasts; `None`: nobody knows.
        up: since when this process serves.
        sells: customers pay prices that owners set.
        books: what explains the balance; `None`: it was never compared.
    """

    panel: PanelState
    maintenance: str | None
    backup: BackupState
    catalogue: Catalogue
    today: Summary
    states: Mapping[OrderState, int]
    queues: Mapping[str, int]
    days_left: int | None
    up: timedelta
    sells: bool = False
    books: PanelBooks | None = None
    several: Sequence[Listed] = ()


def home(t: Translator, it: Overview, now: datetime) -> Screen:
    """Show what is going on, in short."""
    is_open = sum(count for state, count in it.states.items() if state not in ENDED)
    text = lines(
        t("🛠 <b>Dashboard</b>"),
        "",
        _today_line(t, it.today),
        t("🚀 Open orders: {number}", number=is_open),
        _unresolved_line(t, it.states),
        *_queue_lines(t, it.queues),
        *_panel_lines(t, it, now),
        backups.status(t, it.backup, now),
        t("🚧 Maintenance: only owners can order.") if it.maintenance is not None else None,
        t("🏷 Version {version}, running for {time}", version=__version__, time=t.age(it.up)),
    )
    pages = [button(t.plain(label), pack(OwnerArea.ADMIN, page)) for page, label in PAGES.items()]
    if it.sells:
        pages.append(button(t.plain("💵 Prices"), pack(PricingArea.PRICES, PriceAction.HOME, 0)))
        pages.append(button(t.plain("💰 Money"), wallets.tap(OwnedAction.MONEY, 0)))
        pages.append(button(t.plain("💳 Payments"), pack(PaymentArea.OWNED, OwnerAction.HOME)))
        pages.append(button(t.plain("📈 Margin"), margin_data(Grouping.SERVICE, USUAL_DAYS)))
    refresh = button(t.plain("🔄 Refresh"), pack(OwnerArea.ADMIN, AdminAction.HOME))
    return Screen(text, [*rows_of(pages, PAGES_A_ROW), [refresh]])


def _panel_lines(t: Translator, it: Overview, now: datetime) -> list[Markup | None]:
    """Say how it stands with the panel, or in short with each of several."""
    if it.several:
        return [Markup(), *panel_cards.overall(t, it.several, now), Markup()]
    return [
        balance_line(t, it.panel, it.days_left),
        book_screens.unexplained(t, it.books),
        state_line(t, it.panel),
        calls_line(t, combined(recent(it.panel.calls, now).values())),
        _catalogue_line(t, it.catalogue, it.panel, now),
    ]


def _today_line(t: Translator, today: Summary) -> Markup:
    orders = t.plural_plain("{number} order", "{number} orders", today.orders)
    if not today.spent:
        return t("🧾 Today: {orders}", orders=orders)
    return t("🧾 Today: {orders}, {amount}", orders=orders, amount=spent(t, today))


def _unresolved_line(t: Translator, states: Mapping[OrderState, int]) -> Markup | None:
    count = states.get(OrderState.UNKNOWN, 0)
    return t("🔎 Unclear: {number}", number=count) if count else None


def _queue_lines(t: Translator, queues: Mapping[str, int]) -> list[Markup]:
    return [t(label, number=queues[name]) for name, label in QUEUE_LABELS.items() if queues[name]]


def _catalogue_line(
    t: Translator, catalogue: Catalogue, state: PanelState, now: datetime
) -> Markup:
    size = sum(platform.size for platform in catalogue.platforms)
    if state.synced_at is None:
        return t("🗂 Services: {number}", number=size)
    age = texts.moment(t, state.synced_at, now)
    return t("🗂 Services: {number}, read {age}", number=size, age=age)


def queues(t: Translator, found: Mapping[str, int]) -> Screen:
    """Show what waits, and what was given up."""
    every = [t(label, number=found[name]) for name, label in QUEUE_LABELS.items()]
    text = lines(t("📥 <b>Queues</b>"), "", *every)
    refresh = button(t.plain("🔄 Refresh"), pack(OwnerArea.ADMIN, AdminAction.QUEUES))
    problems = button(t.plain("🧯 Problems"), pack(OwnerArea.ADMIN, AdminAction.PROBLEMS))
    return Screen(text, [[refresh, problems], home_row(t)])


def catalogue(t: Translator, it: Catalogue, panels: Sequence[Listed], now: datetime) -> Screen:
    """Show what is on sale, and when it was read."""
    hidden, skipped = len(it.hidden), sum(each.state.skipped for each in panels)
    size = sum(platform.size for platform in it.platforms)
    text = lines(
        t("🗂 <b>Catalogue</b>"),
        "",
        _catalogue_line(t, it, panels[0].state, now)
        if len(panels) == 1
        else t("🗂 Services: {number}", number=size),
        t("⚠️ Unreadable services: {number}", number=skipped) if skipped else None,
        t("Categories: {number}", number=len(it.categories)),
        t("Platforms: {number}", number=len(it.platforms)),
        t("🙈 Hidden · {number}", number=hidden) if hidden else None,
    )
    sync = button(t.plain("🔄 Read the list now"), pack(OwnerArea.ADMIN, AdminAction.SYNC))
    edit = button(t.plain("🛠 Edit the catalogue"), pack(ChatArea.MENU, "services"))
    rows: list[Row] = [[edit], [sync]]
    if hidden:
        data = pack(CatalogueArea.OVERRIDE, OverrideAction.HIDDEN)
        rows.append([button(t.plain("🙈 Hidden · {number}", number=hidden), data)])
    if len(panels) > 1:
        rows.append(suggestions_button(t))
    return Screen(text, [*rows, home_row(t)])
