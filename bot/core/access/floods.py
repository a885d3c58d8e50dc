"""Floods of people and groups, stopped before anything is read for them; owners are always heard.

In memory, by process: several web processes together are as patient as all of them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Update

from bot.core.access.throttle import Rule, Throttle, Verdict
from bot.core.i18n import Translator
from bot.core.telegram.message_text import text_of

_WINDOW, _IGNORED = timedelta(seconds=10), timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How much is too much.

    Nobody taps or writes four times a second for ten seconds, and a long list that is pasted
    comes in fewer messages. A group is several people.
    """

    person: Rule = field(default=Rule(40, _WINDOW, _IGNORED))
    group: Rule = field(default=Rule(120, _WINDOW, _IGNORED))


@dataclass(frozen=True, slots=True)
class FloodVerdict:
    """What to do with an update, and for how long its sender is ignored."""

    verdict: Verdict
    ignored: timedelta = timedelta()
    of_group: bool = False  # all of a group's people together


SERVED = FloodVerdict(Verdict.SERVED)


class Floods:
    """Knows who floods."""

    def __init__(self, owners: frozenset[int], flood_limits: FloodLimits | None) -> None:
        flood_limits = flood_limits or FloodLimits()
        self._owners = owners
        self._people, self._groups = Throttle(flood_limits.person), Throttle(flood_limits.group)

    def check(self, update: Update, now: datetime) -> FloodVerdict:
        """Count what is said to the bot; what people say to each other is none of its business."""
        chat, person, sender = (
            update.effective_chat,
            update.effective_user,
            update.effective_sender,
        )
        if chat is None or person is None or sender is None or not _is_for_the_bot(update):
            return SERVED
        if person.id in self._owners:
            return SERVED
        message = None if update.callback_query else update.message
        at = min(message.date, now) if message else now
        # An anonymous administrator is the group; Telegram gives all of them one user.
        verdict = self._people.check(sender.id, update.update_id, at)
        if verdict is not Verdict.SERVED:
            return FloodVerdict(verdict, self._people.rule.ignored)
        if chat.type == "private":
            return SERVED
        verdict = self._groups.check(chat.id, update.update_id, at)
        return FloodVerdict(verdict, self._groups.rule.ignored, of_group=True)


def _is_for_the_bot(update: Update) -> bool:
    message = update.message
    if message is None:
        return update.callback_query is not None
    replied = message.reply_to_message
    to_bot = replied is not None and replied.from_user is not None and replied.from_user.is_bot
    return message.chat.type == "private" or to_bot or text_of(message).startswith("/")


def notice(t: Translator, flood: FloodVerdict) -> str:
    """Say that somebody, or a whole group, is not heard for a while, and why."""
    seconds = int(flood.ignored.total_seconds())
    if flood.of_group:
        return t.plural_plain(
            "🚦 This group sends more than I can answer. I'll listen again in {number} second.",
            "🚦 This group sends more than I can answer. I'll listen again in {number} seconds.",
            seconds,
        )
    return t.plural_plain(
        "🚦 That was too much at once. I'll listen again in {number} second.",
        "🚦 That was too much at once. I'll listen again in {number} seconds.",
        seconds,
    )
