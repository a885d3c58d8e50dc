"""What Telegram's refusals mean, in its own words."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.core.telegram.errors import Failure, meaning

BAD_REQUESTS = {
    "Message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message": Failure.UNCHANGED,
    "Message to edit not found": Failure.LOST,
    "Message can't be edited": Failure.LOST,
    "Message_id_invalid": Failure.LOST,
    "MESSAGE_ID_INVALID": Failure.LOST,
    "Query is too old and response timeout expired or query ID is invalid": Failure.TOO_LATE,
    "QUERY_ID_INVALID": Failure.TOO_LATE,
    "Message thread not found": Failure.NO_TOPIC,
    "TOPIC_CLOSED": Failure.NO_TOPIC,
    "Topic_closed": Failure.NO_TOPIC,
    "TOPIC_DELETED": Failure.NO_TOPIC,
    "TOPIC_ID_INVALID": Failure.NO_TOPIC,
    "Invalid message thread identifier specified": Failure.NO_TOPIC,
    "Not enough rights to send photos to the chat": Failure.NO_MEDIA,
    "Not enough rights to send documents to the chat": Failure.NO_MEDIA,
    "Not enough rights to send animations to the chat": Failure.NO_MEDIA,
    "CHAT_SEND_PHOTOS_FORBIDDEN": Failure.NO_MEDIA,
    "CHAT_SEND_DOCS_FORBIDDEN": Failure.NO_MEDIA,
    "CHAT_SEND_MEDIA_FORBIDDEN": Failure.NO_MEDIA,
    "Not enough rights to send text messages to the chat": Failure.MUTE,
    "Not enough rights": Failure.MUTE,
    "Have no rights to send a message": Failure.MUTE,
    "CHAT_WRITE_FORBIDDEN": Failure.MUTE,
    "CHAT_SEND_PLAIN_FORBIDDEN": Failure.MUTE,
    "CHAT_RESTRICTED": Failure.MUTE,
    "CHAT_ADMIN_REQUIRED": Failure.MUTE,
    "Need administrator rights in the channel chat": Failure.MUTE,
    "USER_BANNED_IN_CHANNEL": Failure.MUTE,
    "Chat not found": Failure.GONE,
    "User not found": Failure.GONE,
    "PEER_ID_INVALID": Failure.GONE,
    "Peer_id_invalid": Failure.GONE,
    "USER_IS_BLOCKED": Failure.GONE,
    "INPUT_USER_DEACTIVATED": Failure.GONE,
    "Group chat was deactivated": Failure.GONE,
    "CHANNEL_PRIVATE": Failure.GONE,
    "CHAT_INVALID": Failure.GONE,
    "Message text is empty": Failure.WRONG,
    "Message is too long": Failure.WRONG,
    "Can't parse entities: unsupported start tag": Failure.WRONG,
    "BUTTON_DATA_INVALID": Failure.WRONG,
    "Wrong file identifier/http url specified": Failure.WRONG,
    "Message to be replied not found": Failure.WRONG,
    "PHOTO_INVALID_DIMENSIONS": Failure.WRONG,
}
FORBIDDEN = {
    "Forbidden: bot was blocked by the user": Failure.GONE,
    "Forbidden: bot was kicked from the group chat": Failure.GONE,
    "Forbidden: bot was kicked from the supergroup chat": Failure.GONE,
    "Forbidden: bot is not a member of the supergroup chat": Failure.GONE,
    "Forbidden: bot can't initiate conversation with a user": Failure.GONE,
    "Forbidden: bot can't send messages to bots": Failure.GONE,
    "Forbidden: the group chat was deleted": Failure.GONE,
    "Forbidden: user is deactivated": Failure.GONE,
    "Forbidden: something nobody has heard of": Failure.GONE,
    "Forbidden: CHAT_WRITE_FORBIDDEN": Failure.MUTE,
    "Forbidden: not enough rights to send text messages to the chat": Failure.MUTE,
    "Forbidden: not enough rights to send photos to the chat": Failure.NO_MEDIA,
}
OTHERS: list[tuple[TelegramError, Failure]] = [
    (RetryAfter(3), Failure.FLOOD),
    (ChatMigrated(-1005), Failure.MIGRATED),
    (InvalidToken(), Failure.TOKEN),
    (TimedOut(), Failure.AWAY),
    (NetworkError("Bad Gateway"), Failure.AWAY),
    (NetworkError("chat not found"), Failure.AWAY),  # a gateway's words are not Telegram's
    (Conflict("terminated by other getUpdates request"), Failure.WRONG),
    (TelegramError("chat not found"), Failure.WRONG),
]


@pytest.mark.parametrize("words", BAD_REQUESTS)
def test_a_bad_request_is_read_by_its_words(words: str) -> None:
    assert meaning(BadRequest(words)) is BAD_REQUESTS[words]


@pytest.mark.parametrize("words", FORBIDDEN)
def test_a_403_closes_the_chat_but_for_rights(words: str) -> None:
    assert meaning(Forbidden(words)) is FORBIDDEN[words]


@pytest.mark.parametrize(("error", "expected"), OTHERS, ids=lambda it: type(it).__name__)
def test_the_others_are_known_by_their_class(error: TelegramError, expected: Failure) -> None:
    assert meaning(error) is expected
