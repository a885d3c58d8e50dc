"""What every feature says alike: a person, a moment, progress, what was wrong with an input."""

from datetime import datetime, timedelta

from markupsafe import Markup, escape

from bot.core.errors import N_, InputError
from bot.core.i18n import Translator
from bot.core.text.typed import is_visible

BAR_CELLS = 10
JUST_NOW = timedelta(seconds=5)
CHANGED = N_("Something changed. Please look again.")
OUT_OF_DATE = N_("This button is out of date.")
PAUSED = N_("⏸ Ordering is paused in this group.")


def input_error(t: Translator, error: InputError) -> Markup:
    """Say what was wrong with what a person typed."""
    return Markup("⚠️ ") + t(error.message, **error.values)


def person(user_id: int, name: str) -> Markup:
    """Mention a person; an anonymous administrator (a group's own id) is only named."""
    if not is_visible(name):
        name = str(user_id)  # a link that shows nothing is none
    if user_id <= 0:
        return escape(name)
    return Markup('<a href="tg://user?id={}">{}</a>').format(user_id, name)


def moment(t: Translator, at: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    if now - at < JUST_NOW:
        return t.plain("just now")
    return t.plain("{age} ago", age=t.age(now - at))


def bar(t: Translator, done: int, total: int) -> Markup:
    """Draw how much is done."""
    cells = done * BAR_CELLS // max(total, 1)
    return t(
        "{bar} {done} of {quantity}",
        bar="▰" * cells + "▱" * (BAR_CELLS - cells),
        done=t.number(done),
        quantity=t.number(total),
    )
