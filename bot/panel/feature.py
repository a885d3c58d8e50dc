"""What owners are asked about the panel."""

from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.panel.buttons import PanelArea
from bot.panel.handlers import deposits, outgoing, panels
from bot.panel.personal import PERSONAL
from bot.panel.supergroups import CHAT_ROWS

FEATURE = Feature(
    buttons={
        PanelArea.PANEL: panels.panel_tap,
        PanelArea.DEPOSIT: deposits.deposit_tap,
        PanelArea.DEPOSITS: deposits.deposits_tap,
    },
    alerts={
        Alert.NEW_WORD: outgoing.new_word,
        Alert.PANEL_CHANGED: outgoing.panel_changed,
        Alert.DEPOSIT: outgoing.deposit,
    },
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
