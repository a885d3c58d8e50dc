"""What paying in hands over to the bot."""

from telegram.ext import MessageHandler, PreCheckoutQueryHandler, filters

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question
from bot.payments.buttons import OwnerQuestion, PaymentArea, TopUpQuestion
from bot.payments.handlers import checkout, outgoing, owned, support, top_up
from bot.payments.outbox import TOP_UP_MESSAGE, PaymentMessage
from bot.payments.personal import PERSONAL
from bot.payments.supergroups import CHAT_ROWS

FEATURE = Feature(
    commands=(
        Command(
            "paysupport",
            N_("Help with payments"),
            Permission.GREET,
            Menu.PRIVATE | Menu.OWNER,
            support.paysupport,
            needs_wallets=True,
        ),
        Command(
            "terms",
            N_("Payment terms"),
            Permission.GREET,
            Menu.EVERYWHERE,
            support.terms,
            needs_wallets=True,
        ),
    ),
    buttons={
        PaymentArea.TOP_UP: top_up.tap,
        PaymentArea.OWNED: owned.tap,
        PaymentArea.SUPPORT: support.tap,
    },
    questions=(
        question({TopUpQuestion.AMOUNT}, top_up.reply, Permission.SEE_ORDERS),
        question(
            {TopUpQuestion.OFFERED},
            top_up.reply,
            Permission.SEE_ORDERS,
            fits=top_up.is_amount,
        ),
        question(set(OwnerQuestion), owned.reply, Permission.ADMIN),
    ),
    start_links=(top_up.opened_by_link,),
    updates=(
        (-2, PreCheckoutQueryHandler(checkout.pre_checkout)),
        (-2, MessageHandler(filters.SUCCESSFUL_PAYMENT, checkout.paid)),
        (-2, MessageHandler(filters.StatusUpdate.REFUNDED_PAYMENT, checkout.given_back)),
    ),
    messages={
        PaymentMessage.RECEIVED: outgoing.received,
        PaymentMessage.GIVEN_BACK: outgoing.given_back,
        PaymentMessage.TAKEN_BACK: outgoing.taken_back,
    },
    alerts={Alert.PAYMENT: outgoing.alert, Alert.UNEXPLAINED: outgoing.unexplained},
    live_messages={TOP_UP_MESSAGE: outgoing.draw},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
