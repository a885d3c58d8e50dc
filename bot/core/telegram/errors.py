"""What it means that Telegram has refused a call: one reading of its errors, for all who ask.

The Bot API documents no list of its errors; these are its server's own texts
(https://github.com/tdlib/telegram-bot-api, `Client.cpp`) and those of Telegram that it hands on,
as they are met in the field. PTB capitalises them.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import Enum, auto

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)


class WebhookRefusedError(Exception):
    """Telegram does not send updates to an address; the text is Telegram's own."""


class Failure(Enum):
    """What a failed call means."""

    FLOOD = auto()  # not now: wait as long as it says
    AWAY = auto()  # Telegram was not reached, or nobody can say
    MIGRATED = auto()  # the group has become a supergroup
    GONE = auto()  # the chat is closed to the bot: blocked, put out, deleted, never begun
    MUTE = auto()  # the bot is in the chat, and may write nothing
    NO_TOPIC = auto()  # the topic is closed or deleted; elsewhere in the group it may write
    NO_MEDIA = auto()  # no pictures or files; a text may be welcome
    LOST = auto()  # the message to edit is not there any more, or cannot be edited
    UNCHANGED = auto()  # the message says that already
    OTHER_CONTENT = auto()  # a text was edited as a caption, or a caption as a text
    TOO_LATE = auto()  # nobody waits for the answer to a tap or a query any more
    TOKEN = auto()  # Telegram does not know the bot
    WRONG = auto()  # Telegram will never take this


_WORDS: Sequence[tuple[Failure, str]] = (
    (Failure.UNCHANGED, r"message is not modified|message_not_modified"),
    (
        Failure.LOST,
        (
            r"message to (?:edit|delete) not found|message can't be edited|message_id_invalid|"
            r"message_author_required|message_edit_time_expired|"
            r"message identifier is not specified"
        ),
    ),
    (Failure.OTHER_CONTENT, r"there is no (?:text|caption) in the message to edit"),
    (Failure.TOO_LATE, r"query is too old|query_id_invalid|query id is invalid"),
    (
        Failure.NO_TOPIC,
        (
            r"message thread not found|topic_closed|topic_deleted|topic_id_invalid|"
            r"topic_not_found|message_thread_id_invalid|invalid message thread|topic is closed"
        ),
    ),
    (
        Failure.NO_MEDIA,
        (
            r"(not enough|have no) rights to send (?!text|a message|messages)\w+|"
            r"chat_send_(?!plain)\w+_forbidden"
        ),
    ),
    (
        Failure.GONE,
        (
            r"chat not found|user not found|user is deactivated|user_deactivated|peer_id_invalid|"
            r"user_is_blocked|blocked by the user|can't initiate conversation|"
            r"bot was kicked|bot is not a member|bot can't send messages to bots|user_is_bot|"
            r"group chat was deleted|group chat was deactivated|group is deactivated|"
            r"channel_private|chat_invalid|chat_id_invalid|input_user_deactivated"
        ),
    ),
    (
        Failure.MUTE,
        (
            r"not enough rights|have no rights|chat_write_forbidden|chat_send_plain_forbidden|"
            r"chat_restricted|need administrator rights|chat_admin_required|user_restricted|"
            r"user_banned_in_channel|chat_guest_send_forbidden|not_enough_rights|right_forbidden"
        ),
    ),
)
_READINGS = tuple((meaning, re.compile(words, re.IGNORECASE)) for meaning, words in _WORDS)


def meaning(error: TelegramError) -> Failure:
    """Return what a refusal means: by its class where that says it, else by its words."""
    match error:
        case RetryAfter():
            return Failure.FLOOD
        case ChatMigrated():
            return Failure.MIGRATED
        case InvalidToken():
            return Failure.TOKEN
        case BadRequest() | Forbidden():
            return _by_words(error)
        case NetworkError():
            return Failure.AWAY
    return Failure.WRONG


def seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait; PTB gives a number now and a timedelta later."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _by_words(error: TelegramError) -> Failure:
    found = (meaning for meaning, words in _READINGS if words.search(error.message))
    return next(found, Failure.GONE if isinstance(error, Forbidden) else Failure.WRONG)
