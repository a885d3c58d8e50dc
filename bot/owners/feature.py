"""What is for owners alone: dashboard, alerts, support."""

from bot.chats.buttons import ChatArea
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.outbox.composing import Compose
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question
from bot.owners.buttons import AdminQuestion, OwnerArea
from bot.owners.handlers import (
    access,
    admin,
    admin_replies,
    balance,
    first_steps,
    margin,
    order_search,
    outgoing,
    problems,
)
from bot.owners.outbox import OwnerMessage
from bot.owners.personal import PERSONAL

_OTHERS = frozenset(
    {
        *(Alert.UNRESOLVED, Alert.NEW_WORD, Alert.PANEL_CHANGED, Alert.KEY_UNREADABLE),
        Alert.DEPOSIT,
        *(Alert.CHARGE_UNCLEAR, Alert.SOLD_AT_A_LOSS, Alert.WRITTEN_OFF),
        *(Alert.UNDER_FLOOR, Alert.EXCHANGE_RATE),
        *(Alert.BACKUP_FAILED, Alert.BACKUP_OLD, Alert.BACKUP_AGAIN, Alert.BACKUP_NOT_SENT),
        *(Alert.TOP_UP_REQUESTED, Alert.BOOKS_DIFFER, Alert.PAYMENT, Alert.UNEXPLAINED),
    }
)
_OWN_WORDS: dict[Alert, Compose] = {
    Alert.ACCESS_REQUESTED: outgoing.access_requested,
    Alert.LOW_BALANCE: outgoing.low_balance,
    Alert.RESTORED: outgoing.restored,
}
FEATURE = Feature(
    commands=(
        Command(
            "balance",
            N_("Balance at the panel"),
            Permission.BALANCE,
            Menu.OWNER,
            balance.balance,
        ),
        Command(
            "problems",
            N_("What could not be processed or delivered"),
            Permission.PROBLEMS,
            Menu.OWNER,
            problems.problems,
        ),
        Command("admin", N_("The dashboard"), Permission.ADMIN, Menu.OWNER, admin.admin),
        Command(
            "find",
            N_("Find orders of any chat"),
            Permission.FIND,
            Menu.OWNER,
            order_search.find,
            "#12",
        ),
        Command(
            "as",
            N_("View a chat as its members see it"),
            Permission.VIEW_AS,
            Menu.OWNER,
            order_search.view_as,
            "@name",
        ),
    ),
    buttons={
        ChatArea.ACCESS: access.access_tap,
        OwnerArea.PROBLEM: problems.problem_tap,
        OwnerArea.BALANCE: balance.balance_tap,
        OwnerArea.ADMIN: admin.admin_tap,
        OwnerArea.FIND: order_search.find_tap,
        OwnerArea.MARGIN: margin.margin_tap,
        OwnerArea.VIEW_AS: order_search.view_tap,
    },
    start_links=(first_steps.at_start,),
    questions=(question(set(AdminQuestion), admin_replies.reply, Permission.ADMIN),),
    messages={
        OwnerMessage.DIGEST: outgoing.digest,
        OwnerMessage.RESTORED: outgoing.closed_by_restore,
    },
    alerts={**dict.fromkeys(set(Alert) - _OTHERS, outgoing.alert), **_OWN_WORDS},
    live_messages={"balance": outgoing.draw_balance},
    personal=(PERSONAL,),
)
