"""The buttons of statistics and exports."""

from bot.core.telegram.buttons import Area


class ReportArea(Area):
    """What the buttons are about, with their arguments."""

    STATISTICS = "t"  # whose orders (reports/screens/report_scope.py), days
    EXPORT = "e"  # whose orders, first day, last day, format
