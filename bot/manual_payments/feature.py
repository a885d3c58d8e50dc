"""What payments by hand hand over to the bot."""

from bot.core.access.roles import Permission
from bot.core.feature import Feature
from bot.core.outbox.undelivered import Fallback
from bot.core.telegram.replies import question
from bot.manual_payments.buttons import (
    ManualArea,
    ManualQuestion,
    OwnedQuestion,
    ReviewQuestion,
)
from bot.manual_payments.handlers import outgoing, owned, proofs, review
from bot.manual_payments.outbox import REVIEW_MESSAGE, ManualMessage
from bot.manual_payments.personal import PERSONAL

FEATURE = Feature(
    buttons={
        ManualArea.PROOF: proofs.tap,
        ManualArea.REVIEW: review.tap,
        ManualArea.OWNED: owned.tap,
    },
    questions=(
        question(set(ManualQuestion), proofs.reply, Permission.SEE_ORDERS, only_text=False),
        question(set(ReviewQuestion), review.reply, Permission.WALLETS),
        question(set(OwnedQuestion), owned.reply, Permission.ADMIN),
    ),
    messages={
        ManualMessage.REVIEW: outgoing.review,
        ManualMessage.DECIDED: outgoing.decided,
        ManualMessage.ASKED: outgoing.asked,
    },
    undelivered={ManualMessage.REVIEW: Fallback(is_kept=True, is_for_owners=True)},
    sent={
        ManualMessage.REVIEW: outgoing.record_card,
        ManualMessage.ASKED: outgoing.record_question,
    },
    live_messages={REVIEW_MESSAGE: outgoing.draw},
    personal=(PERSONAL,),
)
