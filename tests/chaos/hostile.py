"""Updates that nobody means well: forged, truncated, huge, malformed; thousands of them."""

import copy
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.model import Chat, Person

Body = dict[str, Any]

COMMANDS = (
    "start",
    "help",
    "order",
    "services",
    "search",
    "orders",
    "status",
    "refill",
    "cancel_order",
    "cancel",
    "language",
    "settings",
    "allow",
    "deny",
    "pause",
    "resume",
    "balance",
    "unresolved",
    "problems",
    "admin",
    "find",
    "as",
    "mass",
    "stats",
    "export",
    "limit",
    "broadcast",
    "privacy",
    "forget",
    "nothing",
)
SERVICE_MESSAGES: tuple[Body, ...] = (
    {"new_chat_title": "x" * 255},
    {"delete_chat_photo": True},
    {"group_chat_created": True},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"left_chat_member": {"id": 5, "is_bot": False, "first_name": "gone"}},
    {"new_chat_members": [{"id": 6, "is_bot": True, "first_name": "new"}]},
    {"forum_topic_created": {"name": "t", "icon_color": 1}},
    {"forum_topic_closed": {}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    {"video_chat_started": {}},
    {"boost_added": {"boost_count": 3}},
    {"write_access_allowed": {}},
    {"users_shared": {"request_id": 1, "users": [{"user_id": 7}]}},
    {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
    {
        "successful_payment": {
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "p",
            "telegram_payment_charge_id": "c",
            "provider_payment_charge_id": "d",
        }
    },
)
MEDIA: tuple[Body, ...] = (
    {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
    {"document": {"file_id": "a", "file_unique_id": "b"}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {"location": {"latitude": 91.0, "longitude": -181.0}},
    {"contact": {"phone_number": "+0", "first_name": ""}},
    {
        "sticker": {
            "file_id": "a",
            "file_unique_id": "b",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
    {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    {"a_kind_of_tomorrow": {"with": ["anything", {"in": "it"}]}},
)
OTHER_KINDS = (
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
)
NASTY = (
    "",
    " ",
    "\x00",
    "\u202e\u2066\ufeff",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "<b>&lt;script&gt;</b>",
    "{order} {0} %s %(x)s",
    "'; DROP TABLE orders; --",
    "9" * 40,
    "-1",
    "0",
    "1e308",
    "٣٤٥",
    "１０００",
    "NaN",
    "http://[::1",
    "https://" + "x" * 5000,
    "javascript:alert(1)",
    "🔢 Send the number that order #1 has at the panel, for example 23501.",
    "#1",
)


@dataclass
class Attackers:
    """Who writes: people, in their private chats and in groups; none of them may order."""

    people: Sequence[Person]
    chats: Sequence[Chat]


class Hostile:
    """Makes updates; the same seed makes the same."""

    def __init__(self, seed: int, attackers: Attackers, stolen: Sequence[str]) -> None:
        self._draw = random.Random(seed)
        self._attackers = attackers
        self._stolen = stolen  # callback data of other people's buttons
        self._number = 1_000_000
        self._kinds: tuple[tuple[int, Callable[[], Body]], ...] = (
            (40, self._tap),
            (30, self._text),
            (5, self._command),
            (5, self._service_message),
            (5, self._media),
            (4, self._other_kind),
            (3, self._membership),
            (5, self._inline_query),
            (3, self._no_chat),
            (5, self._with_less),
        )

    def update(self) -> Body:
        """Return an update such as Telegram could send: every field has its type."""
        self._number += 1
        weights = [weight for weight, _ in self._kinds]
        (make,) = self._draw.choices([make for _, make in self._kinds], weights)
        return {"update_id": self._number, **make()}

    def malformed(self) -> Body:
        """Return an update such as Telegram never sends: with fields of another type."""
        update = copy.deepcopy(self.update())
        path: Any = update
        for _ in range(self._draw.randint(1, 5)):
            if not isinstance(path, dict) or not path:
                break
            key = self._draw.choice([key for key in path if key != "update_id"] or ["x"])
            if self._draw.random() < 0.4 or not isinstance(path.get(key), dict):
                path[key] = self._draw.choice(
                    (None, [], {}, "text", 2**70, -1, 1.5, True, [[]], {"id": "x"})
                )
                break
            path = path[key]
        return update

    def _words(self) -> str:
        draw = self._draw
        kind = draw.randrange(4)
        if kind == 0:
            return draw.choice(NASTY)
        if kind == 1:
            return "".join(self._letter() for _ in range(draw.randrange(60)))
        if kind == 2:
            return draw.choice(NASTY) * draw.randrange(1, 50)
        return draw.choice(("😀", "a", "\n", "<", "&")) * 4096

    def _letter(self) -> str:
        first, last = self._draw.choice(((32, 127), (0x400, 0x1F900)))
        return chr(self._draw.randrange(first, last)).encode("utf-8", "replace").decode()

    def _data(self) -> str:
        """Return callback data: stolen, bent, cut, or of thin air."""
        draw = self._draw
        data = draw.choice(self._stolen)
        kind = draw.randrange(6)
        if kind == 0:
            return data
        if kind == 1:
            return data[: draw.randrange(len(data) + 1)]
        if kind == 2:
            parts = data.split(":")
            parts[draw.randrange(len(parts))] = draw.choice((*NASTY, str(draw.randrange(50))))[:30]
            return ":".join(parts)
        if kind == 3:
            areas = (*"mfolsaugxbzqv", "ad", "fi")
            return ":".join([draw.choice(areas), *(str(draw.randrange(-3, 30)) for _ in range(3))])
        if kind == 4:
            letters = "abcdefghijklmnopqrstuvwxyz"
            return ":".join(draw.choice(letters) for _ in range(draw.randrange(1, 6)))
        return self._words()[:64]

    def _who(self) -> tuple[Body, Body]:
        person = self._draw.choice(self._attackers.people)
        chat = self._draw.choice(self._attackers.chats)
        if chat.type == "private":
            person = next(it for it in self._attackers.people if it.id == chat.id)
        where: Body = {"id": chat.id, "type": chat.type}
        where |= {"first_name": chat.title} if chat.type == "private" else {"title": chat.title}
        return person.as_user(), where

    def _message(self, **fields: Any) -> Body:
        person, chat = self._who()
        return {
            "message_id": self._draw.randrange(1, 10**6),
            "date": self._draw.choice((0, 1, 1_900_000_000)),
            "chat": chat,
            "from": person,
            **fields,
        }

    def _text(self) -> Body:
        message = self._message(text=self._words())
        if self._draw.random() < 0.3:
            # The bot's own questions, as if it had asked: "give the number of order 1".
            question = self._draw.choice(("🔢 #1", "🔢 #2\nReply", "Send the link"))
            asked = self._message(text=question)
            asked["from"] = {"id": 1234567890, "is_bot": True, "first_name": "Bot"}
            message["reply_to_message"] = asked
        return {"message": message}

    def _command(self) -> Body:
        name = self._draw.choice(("", "@panel_demo_bot", "@other"))
        text = f"/{self._draw.choice(COMMANDS)}{name}"
        length = len(text)
        text = f"{text} {self._words()}"[:4096]
        entity = {"type": "bot_command", "offset": 0, "length": length}
        return {"message": self._message(text=text, entities=[entity])}

    def _tap(self) -> Body:
        person, _ = self._who()
        query: Body = {
            "id": str(self._draw.randrange(10**12)),
            "from": person,
            "chat_instance": "1",
            "data": self._data(),
        }
        kind = self._draw.randrange(10)
        if kind == 0:
            query["inline_message_id"] = "AAA"
        elif kind == 1:  # too old: Telegram gives no content
            message = self._message()
            query["message"] = {"chat": message["chat"], "message_id": 1, "date": 0}
            query["from"] = message["from"]
        elif kind == 2:
            del query["data"]
            query["game_short_name"] = "game"
        else:
            message = self._message(text="a form")
            query["from"] = message["from"]
            query["message"] = message | {
                "from": {"id": 1234567890, "is_bot": True, "first_name": "Bot"}
            }
        return {"callback_query": query}

    def _service_message(self) -> Body:
        return {"message": self._message(**self._draw.choice(SERVICE_MESSAGES))}

    def _media(self) -> Body:
        caption = {"caption": self._words()[:1024]} if self._draw.random() < 0.5 else {}
        return {"message": self._message(**self._draw.choice(MEDIA), **caption)}

    def _other_kind(self) -> Body:
        message = self._message(text=f"/{self._draw.choice(COMMANDS)}")
        kind = self._draw.choice(OTHER_KINDS)
        if "channel" in kind:
            del message["from"]
            message["chat"] = {"id": -100777, "type": "channel", "title": "C"}
            message["sender_chat"] = message["chat"]
        return {kind: message}

    def _membership(self) -> Body:
        person, chat = self._who()
        statuses = ("member", "left", "kicked", "restricted", "administrator", "creator")
        was, now = (
            {"status": self._draw.choice(statuses), "user": person, **_RIGHTS} for _ in range(2)
        )
        kind = "chat_member"  # my_chat_member would be Telegram's word that the bot was put out
        change = {
            "chat": chat,
            "from": person,
            "date": 1,
            "old_chat_member": was,
            "new_chat_member": now,
        }
        return {kind: change}

    def _inline_query(self) -> Body:
        draw, (person, _) = self._draw, self._who()
        query: Body = {
            "id": str(draw.randrange(10**12)),
            "from": person,
            "query": self._words()[:256],
            "offset": draw.choice(("", "20", *NASTY))[:64],
        }
        if draw.random() < 0.5:
            query["chat_type"] = draw.choice(("sender", "private", "group", "channel", "tomorrow"))
        return {"inline_query": query}

    def _no_chat(self) -> Body:
        person, _ = self._who()
        return self._draw.choice(
            (
                {"chosen_inline_result": {"result_id": "1", "from": person, "query": "q"}},
                {
                    "poll_answer": {
                        "poll_id": "1",
                        "user": person,
                        "option_ids": [0],
                        "option_persistent_ids": ["a"],
                    }
                },
                {
                    "pre_checkout_query": {
                        "id": "1",
                        "from": person,
                        "currency": "USD",
                        "total_amount": 1,
                        "invoice_payload": "x",
                    }
                },
                {"a_kind_of_tomorrow": {"from": person}},
                {},
            )
        )

    def _with_less(self) -> Body:
        """Return an update without one of its optional fields, or with unheard-of ones."""
        make = self._draw.choice((self._text, self._tap, self._media))
        update = copy.deepcopy(make())
        ((kind, body),) = update.items()
        for key in self._draw.sample(sorted(body), k=min(2, len(body))):
            if key in _OPTIONAL[kind]:
                del body[key]
        body["field_of_tomorrow"] = {"deep": [{"er": 1}]}
        return update


_OPTIONAL = {
    "callback_query": ("message", "data", "game_short_name"),
    "message": ("from", "text", "caption", "reply_to_message", "entities"),
}
_RIGHTS: Body = {"until_date": 0, "is_member": True, "is_anonymous": False} | dict.fromkeys(
    (
        "can_be_edited",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_pin_messages",
        "can_manage_topics",
        "can_react_to_messages",
        "can_edit_tag",
    ),
    True,
)
