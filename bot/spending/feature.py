"""What limits and approvals hand over."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.undelivered import Fallback
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question
from bot.spending.buttons import SpendingArea
from bot.spending.handlers import approvals, limits, outgoing
from bot.spending.outbox import SpendingMessage
from bot.spending.personal import PERSONAL
from bot.spending.service import approvals as approval_service
from bot.spending.supergroups import CHAT_ROWS

FEATURE = Feature(
    commands=(
        Command(
            "limit",
            N_("Spending limits"),
            Permission.SETTINGS,
            Menu.ADMINISTRATION,
            limits.limit,
            N_("day 50"),
        ),
    ),
    buttons={SpendingArea.APPROVAL: approvals.tap, SpendingArea.LIMIT: limits.tap},
    questions=(question({limits.QUESTION}, limits.reply, Permission.SETTINGS),),
    messages={
        SpendingMessage.APPROVAL: outgoing.question,
        SpendingMessage.VERDICT: outgoing.verdict,
    },
    undelivered={
        SpendingMessage.APPROVAL: Fallback(
            subject=approval_service.subject, is_kept=True, is_for_owners=True
        ),
        SpendingMessage.VERDICT: Fallback(subject=approval_service.subject),
    },
    sent={SpendingMessage.APPROVAL: outgoing.record_question},
    live_messages={"approval": outgoing.draw_question},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
