"""What the wallets hand over to the bot."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question
from bot.wallet.buttons import WalletArea, WalletQuestion
from bot.wallet.handlers import outgoing, owned, wallet
from bot.wallet.outbox import WalletMessage
from bot.wallet.personal import PERSONAL
from bot.wallet.supergroups import CHAT_ROWS

FEATURE = Feature(
    commands=(
        Command(
            "wallet",
            N_("Balance, statement and top-up"),
            Permission.SEE_ORDERS,
            Menu.EVERYWHERE,
            wallet.wallet,
            needs_wallets=True,
        ),
    ),
    buttons={WalletArea.WALLET: wallet.tap, WalletArea.OWNED: owned.tap},
    questions=(question(set(WalletQuestion), owned.reply, Permission.WALLETS),),
    messages={WalletMessage.ADJUSTED: outgoing.adjusted, WalletMessage.LOW: outgoing.is_low},
    alerts={
        Alert.TOP_UP_REQUESTED: outgoing.top_up_requested,
        Alert.BOOKS_DIFFER: outgoing.differ,
    },
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
