"""How long a panel says that a service takes: `52 minutes 14 seconds`, `2 days`, `32`."""

import re

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_UNITS = {
    word: seconds
    for seconds, words in {
        1: "s sec secs second seconds с сек секунда секунды секунд",
        _MINUTE: "m min mins minute minutes м мин минута минуты минут",
        _HOUR: "h hr hrs hour hours ч час часа часов",
        _DAY: "d day days д день дня дней",
        7 * _DAY: "w week weeks неделя недели недель",
        30 * _DAY: "month months месяц месяца месяцев",
    }.items()
    for word in words.split()
}
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"  # longer ones are no times, and would be slow to read
_MINUTES_ALONE = re.compile(_NUMBER)
_AMOUNT = re.compile(rf"({_NUMBER})\s*([^\W\d_]+)")


def seconds_of(text: str) -> int | None:
    """Return the seconds in a panel's text; a number alone means minutes, `None` nothing known.

    Of a span such as `0-1 hour` the later end counts.
    """
    plain = text.strip().lower()
    if _MINUTES_ALONE.fullmatch(plain):
        return round(float(plain) * _MINUTE)
    amounts = [
        float(number) * _UNITS[unit] for number, unit in _AMOUNT.findall(plain) if unit in _UNITS
    ]
    return round(sum(amounts)) if amounts else None
