"""What vouchers hand over to the bot."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question
from bot.vouchers.buttons import CodeQuestion, OwnedQuestion, VoucherArea
from bot.vouchers.handlers import owned, redeeming
from bot.vouchers.personal import PERSONAL

FEATURE = Feature(
    commands=(
        Command(
            "redeem",
            N_("Redeem a code"),
            Permission.SEE_ORDERS,
            Menu.EVERYWHERE,
            redeeming.command,
            needs_wallets=True,
        ),
    ),
    buttons={VoucherArea.REDEEM: redeeming.tap, VoucherArea.OWNED: owned.tap},
    questions=(
        question(set(CodeQuestion), redeeming.reply, Permission.SEE_ORDERS),
        question(set(OwnedQuestion), owned.reply, Permission.WALLETS),
    ),
    start_links=(redeeming.opened_by_link,),
    personal=(PERSONAL,),
)
