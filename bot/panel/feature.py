"""What owners see, do and are asked about panels."""

from bot.core.access.roles import Permission
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.telegram.replies import question
from bot.panel.buttons import PanelArea, PanelQuestion
from bot.panel.handlers import answers, deposits, managing, outgoing, panels
from bot.panel.personal import PERSONAL
from bot.panel.supergroups import CHAT_ROWS

FEATURE = Feature(
    buttons={
        PanelArea.PANEL: panels.panel_tap,
        PanelArea.DEPOSIT: deposits.deposit_tap,
        PanelArea.DEPOSITS: deposits.deposits_tap,
        PanelArea.PANELS: managing.panels_tap,
    },
    questions=(question(set(PanelQuestion), answers.reply, Permission.ADMIN),),
    alerts={
        Alert.NEW_WORD: outgoing.new_word,
        Alert.PANEL_CHANGED: outgoing.panel_changed,
        Alert.DEPOSIT: outgoing.deposit,
    },
    views={outgoing.CARD: outgoing.draw_card},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
