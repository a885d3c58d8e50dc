"""What the buttons of statistics and exports carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class ReportArea(Area):
    """What the buttons are about, with their arguments."""

    STATISTICS = "t"  # scope of orders (reports/screens/report_scope.py), days
    EXPORT = "e"  # scope of orders, first day, last day, format
    WEEKLY = "wk"  # WeeklyAction, value; without any: the page


class WeeklyAction(StrEnum):
    """A button of a group's weekly summary; values are absolute, a second tap is none."""

    ON = "y"
    OFF = "n"
    WEEKDAY = "d"  # from 0, Monday
    HOUR = "h"  # from 0 to 23
    HERE = "t"  # in the topic of the button
