"""What people can send besides texts, photos and files, as the Bot API shows it.

Source: https://core.telegram.org/bots/api#message
"""

from typing import Any

_FILE = {"file_id": "thing", "file_unique_id": "uthing", "file_size": 1000}
_SIZE = {"width": 320, "height": 320}
_PLACE = {"latitude": 41.01, "longitude": 28.98}

CAPTIONED: dict[str, dict[str, Any]] = {
    "animation": {**_FILE, **_SIZE, "duration": 3},
    "audio": {**_FILE, "duration": 3},
    "video": {**_FILE, **_SIZE, "duration": 3},
    "voice": {**_FILE, "duration": 3},
}
"""What may have a caption."""

PLAIN: dict[str, Any] = {
    "contact": {"phone_number": "15550100", "first_name": "Max"},
    "dice": {"emoji": "🎲", "value": 4},
    "game": {"title": "Corsairs", "description": "Sail", "photo": [{**_FILE, **_SIZE}]},
    "location": _PLACE,
    "poll": {
        "id": "1",
        "question": "Which?",
        "options": [
            {"persistent_id": "0", "text": "This", "voter_count": 0},
            {"persistent_id": "1", "text": "That", "voter_count": 0},
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    },
    "sticker": {
        **_FILE,
        **_SIZE,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
    "story": {"id": 1, "chat": {"id": -1001, "type": "channel", "title": "News"}},
    "venue": {"location": _PLACE, "title": "Cafe", "address": "1 Main Street"},
    "video_note": {**_FILE, "length": 240, "duration": 3},
}
"""What has none; a venue is a location, too, and a video note no video."""


def forwarded_from_channel(username: str | None, message_id: int) -> dict[str, Any]:
    """Return the origin of a post of a channel that somebody has forwarded."""
    chat = {"id": -1_000_000_000_999, "type": "channel", "title": "News"}
    origin = {"type": "channel", "date": 1_700_000_000, "message_id": message_id}
    named = {"username": username} if username else {}
    return {**origin, "chat": chat | named}
