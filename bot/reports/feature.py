"""What statistics and exports hand over."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.undelivered import Fallback
from bot.core.telegram.commands import Command, Menu
from bot.reports.buttons import ReportArea
from bot.reports.handlers import export, outgoing, statistics, weekly
from bot.reports.outbox import ReportMessage
from bot.reports.personal import PERSONAL
from bot.reports.supergroups import CHAT_ROWS

FEATURE = Feature(
    commands=(
        Command(
            "stats",
            N_("Statistics as a picture"),
            Permission.SEE_ORDERS,
            Menu.EVERYWHERE,
            statistics.stats,
            "7",
        ),
        Command(
            "export",
            N_("Orders as a file"),
            Permission.SEE_ORDERS,
            Menu.EVERYWHERE,
            export.export,
            "xlsx 2026-01-01 2026-02-01",
        ),
    ),
    buttons={
        ReportArea.STATISTICS: statistics.stats_tap,
        ReportArea.EXPORT: export.export_tap,
        ReportArea.WEEKLY: weekly.tap,
    },
    messages={ReportMessage.WEEKLY: outgoing.summary},
    undelivered={ReportMessage.WEEKLY: Fallback(is_local=True)},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
