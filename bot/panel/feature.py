"""What owners see, do and are asked about panels."""

from bot.core.access.roles import Permission
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert
from bot.core.telegram.replies import question
from bot.panel.buttons import SECRET_QUESTIONS, PanelArea, PanelQuestion
from bot.panel.handlers import adding, answers, deposits, managing, outgoing, panels
from bot.panel.personal import PERSONAL
from bot.panel.service import checks
from bot.panel.supergroups import CHAT_ROWS

FEATURE = Feature(
    buttons={
        PanelArea.PANEL: panels.panel_tap,
        PanelArea.DEPOSIT: deposits.deposit_tap,
        PanelArea.DEPOSITS: deposits.deposits_tap,
        PanelArea.PANELS: managing.panels_tap,
    },
    questions=(
        question(set(PanelQuestion) - SECRET_QUESTIONS, answers.reply, Permission.ADMIN),
        question({PanelQuestion.ADDRESS}, adding.reply_address, Permission.ADMIN),
        question({PanelQuestion.KEY}, adding.reply_key, Permission.ADMIN),
    ),
    secret_questions=SECRET_QUESTIONS,
    alerts={
        Alert.NEW_WORD: outgoing.new_word,
        Alert.PANEL_CHANGED: outgoing.panel_changed,
        Alert.DEPOSIT: outgoing.deposit,
        Alert.KEY_UNREADABLE: outgoing.key_unreadable,
    },
    live_messages={outgoing.CARD: outgoing.draw_card, checks.LIVE_MESSAGE: outgoing.draw_check},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
