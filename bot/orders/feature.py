"""What orders hand over: the form, which a search opens too, and the order log."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question
from bot.orders import personal, supergroups
from bot.orders.buttons import OrderArea
from bot.orders.handlers import (
    charges,
    numbers,
    order,
    orders,
    outgoing,
    requests,
    requotes,
    search,
    typed,
    unresolved,
)
from bot.orders.mass import personal as mass_personal
from bot.orders.mass import supergroups as mass_supergroups
from bot.orders.outbox import OrderMessage
from bot.orders.service import undelivered

FEATURE = Feature(
    commands=(
        Command("order", N_("Order a service"), Permission.ORDER, Menu.EVERYWHERE, requests.order),
        Command(
            "services",
            N_("Browse the catalogue"),
            Permission.BROWSE,
            Menu.EVERYWHERE,
            order.services,
        ),
        Command(
            "search",
            N_("Find a service"),
            Permission.BROWSE,
            Menu.EVERYWHERE,
            search.search,
            N_("instagram followers refill"),
        ),
        Command(
            "cancel", N_("Close what is open"), Permission.LEAVE, Menu.EVERYWHERE, order.cancel
        ),
        Command(
            "orders", N_("Orders of this chat"), Permission.SEE_ORDERS, Menu.EVERYWHERE, orders.log
        ),
        Command(
            "status",
            N_("Status by number"),
            Permission.SEE_ORDERS,
            Menu.EVERYWHERE,
            numbers.status,
            "23501 #12",
        ),
        Command(
            "refill",
            N_("Refill by number"),
            Permission.CHANGE_ORDERS,
            Menu.EVERYWHERE,
            numbers.refill,
            "23501 23502",
        ),
        Command(
            "cancel_order",
            N_("Cancel by number"),
            Permission.CHANGE_ORDERS,
            Menu.EVERYWHERE,
            numbers.cancel_order,
            "23501",
        ),
        Command(
            "unresolved",
            N_("Orders without an answer"),
            Permission.UNRESOLVED,
            Menu.OWNER,
            unresolved.unresolved,
        ),
    ),
    buttons={
        OrderArea.FORM: order.tap,
        OrderArea.ORDER: orders.card_tap,
        OrderArea.LOG: orders.log_tap,
        OrderArea.REQUOTE: requotes.tap,
        OrderArea.CHARGE: charges.tap,
        OrderArea.UNRESOLVED: unresolved.unresolved_tap,
    },
    questions=(
        question({unresolved.NUMBER_QUESTION}, unresolved.number_reply, Permission.UNRESOLVED),
        question({charges.DELIVERED_QUESTION}, charges.reply, Permission.UNRESOLVED),
    ),
    start_links=(requests.opened_by_link,),
    typed=(typed.form, typed.unasked),
    messages={
        OutboxKind.FORM: outgoing.card,
        OrderMessage.NOTICE: outgoing.notice,
        OrderMessage.REQUOTE: outgoing.requote,
    },
    undelivered=undelivered.FALLBACKS,
    alerts={
        Alert.UNRESOLVED: outgoing.unclear,
        Alert.CHARGE_UNCLEAR: outgoing.charge_unclear,
        Alert.SOLD_AT_A_LOSS: outgoing.sold_at_a_loss,
        Alert.WRITTEN_OFF: outgoing.written_off,
    },
    live_messages={
        "card": outgoing.draw_card,
        "status": outgoing.draw_status,
        "former_card": outgoing.draw_former_card,
        "closed_form": outgoing.draw_closed_form,
    },
    sent={
        OutboxKind.FORM: outgoing.record_card,
        OrderMessage.NOTICE: outgoing.record_card,
    },
    personal=(personal.PERSONAL, mass_personal.PERSONAL),  # a list ends with its orders
    chat_rows=(supergroups.CHAT_ROWS, mass_supergroups.CHAT_ROWS),
)
