"""What prices hand over."""

from bot.core.access.roles import Permission
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.telegram.replies import question
from bot.pricing.buttons import PriceQuestion, PricingArea
from bot.pricing.handlers import outgoing, prices, replies
from bot.pricing.personal import PERSONAL
from bot.pricing.supergroups import CHAT_ROWS

FEATURE = Feature(
    buttons={PricingArea.PRICES: prices.prices_tap},
    questions=(question(set(PriceQuestion), replies.reply, Permission.ADMIN),),
    alerts={
        Alert.UNDER_FLOOR: outgoing.under_floor,
        Alert.EXCHANGE_RATE: outgoing.exchange_rate,
    },
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
