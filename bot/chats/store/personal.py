"""What each table holds of a person, and what becomes of it: a new column is declared here.

Only numbers that may be somebody's, texts and JSON are: money, dates, flags, counts, fixed words
and our own rows' numbers say nothing of anybody. tests/chats/test_personal.py names what is
missing, and proves what is said here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import SQLModel

from bot.broadcasts.tables import Broadcast, Recipient
from bot.catalogue.tables import Category, Favourite, OverrideRow, ServiceRow
from bot.chats.tables import AuditEntry, ChatMigration, Forgotten
from bot.core.access.tables import Chat, ListedPerson, Person
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Order, OrderEvent, OrderPart, Watcher
from bot.owners.tables import Digest
from bot.panel.tables import Panel, PanelState, ServiceHold, StatusWord
from bot.refills.tables import CancelRequest, Refill
from bot.reports.tables import Export
from bot.spending.tables import Approval, ChatLimit

_SETTINGS = "a private chat keeps its number and settings: whether it was let in, its limits"


@dataclass(frozen=True, slots=True)
class Declared:
    """What becomes of a table's columns, each named once, with spaces between.

    Attributes:
        file: the part of the file of /privacy that has a person's rows; empty: there are none.
        erased: of a person's own row /forget empties it, or deletes the row.
        renamed: /forget puts nobody's number there.
        searched: the bot's or the owners' words: /forget empties it in a row about the person,
            and takes their names, former ones too, out of all others.
        kept: stays as it is, and why.
        nobodys: says nothing of a person: words of the panel, settings, the bot's own keys.
        withheld: not in the file: the owners' notes for themselves, the bot's own work.
    """

    file: str = ""
    erased: str = ""
    renamed: str = ""
    searched: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    nobodys: str = ""
    withheld: str = ""

    def fates(self) -> list[tuple[str, str]]:
        """Return each declared column with what becomes of it."""
        named = ("erased", "renamed", "searched", "nobodys")
        found = [(column, fate) for fate in named for column in getattr(self, fate).split()]
        return found + [(column, "kept") for column in self.kept]


_CLAIM = "attempts due_at lease_holder lease_until"

TABLES: Mapping[type[SQLModel], Declared] = {
    InboxUpdate: Declared(
        file="not_handled",
        erased="payload",
        searched="error",
        kept={"lane": "that something came is known for two days, so that it is handled once"},
        nobodys="update_id lease_holder",
    ),
    Chat: Declared(
        file="chat",
        erased="title last_quantity",
        searched="note",
        kept=dict.fromkeys(("id", "language", "time_zone", "categories", "topic_id"), _SETTINGS),
        nobodys="type",
        withheld="note",
    ),
    ChatMigration: Declared(nobodys="old_id new_id"),  # of groups
    Person: Declared(
        file="person",
        erased="name username language",
        kept={"user_id": "of who is blocked, else blocking ends with /forget"},
    ),
    Forgotten: Declared(
        kept={"user_id": "until all is done: what is under way, limits, and then erased"},
    ),
    ListedPerson: Declared(file="may_order_in", erased="chat_id user_id name"),
    AuditEntry: Declared(
        file="changes_of_settings",
        erased="user_name",
        renamed="user_id",
        searched="before after",
        kept={"chat_id": _SETTINGS},
        nobodys="change",
    ),
    Category: Declared(nobodys="name platform"),
    Panel: Declared(nobodys="host salt address account"),
    ServiceRow: Declared(nobodys="provider_id name type minimum maximum description average_time"),
    ServiceHold: Declared(),
    Favourite: Declared(file="favourites", erased="user_id name"),
    OverrideRow: Declared(
        file="changes_of_services", renamed="changed_by", nobodys="target_id name"
    ),
    Draft: Declared(
        file="forms",
        erased="chat_id user_id user_name thread_id source_message_id message_id "
        "prompt_message_id platform category_id query filters service_id asking answers collected "
        "quote seen_update",
        nobodys="key",
        withheld="key seen_update",
    ),
    MassOrder: Declared(
        file="lists",
        erased="user_name thread_id source_message_id message_id text quotes lines",
        renamed="chat_id user_id",
        nobodys="key currency seen_update",
        withheld="key seen_update",
    ),
    Order: Declared(
        file="orders",
        erased="user_name thread_id source_message_id form_message_id answers params link "
        "link_key",
        renamed="chat_id user_id",
        searched="words",
        kept={
            "quantity": "sums, services and quantities stay, for statistics and accounts",
            "provider_order_id": "the panel's bill names it",
        },
        nobodys="draft_key service_name service_type quantity_hint currency quote offer "
        "lease_holder provider_word start_count remains posts reason claimed_number "
        "reported_number",
        withheld="alarmed_at answer_until balance_after balance_before claimed_number draft_key "
        f"look_at reported_number {_CLAIM}",
    ),
    ChatLimit: Declared(file="limits", kept={"chat_id": _SETTINGS}),
    Approval: Declared(
        file="approvals",
        erased="cards",
        renamed="chat_id",
        searched="decided_by",
        withheld="cards",
    ),
    OrderPart: Declared(file="order_parts", nobodys="number start_count remains"),
    OrderEvent: Declared(file="order_events", searched="note"),
    Refill: Declared(
        file="refills",
        searched="user_name words",
        nobodys="provider_refill_id lease_holder",
        withheld=_CLAIM,
    ),
    CancelRequest: Declared(
        file="cancellations",
        searched="user_name words",
        nobodys="lease_holder",
        withheld=_CLAIM,
    ),
    Watcher: Declared(file="messages_drawn_again", erased="chat_id message_id view"),
    OutboxMessage: Declared(
        file="messages_that_wait",
        erased="chat_id",
        searched="payload error",
        nobodys="kind lease_holder",
        withheld=_CLAIM,
    ),
    Export: Declared(
        file="files_asked_for",
        erased="chat_id asked_by thread_id message_id",
        renamed="of_user",
        kept={"of_chat": "of an owner's file, which is deleted when it was sent"},
        nobodys="lease_holder after_id",
        withheld=_CLAIM,
    ),
    Broadcast: Declared(
        file="broadcasts",
        erased="message_id",
        renamed="owner_id",
        searched="error",
        kept=dict.fromkeys(("text", "entities", "photo", "links"), "it was told to every chat"),
        nobodys="language",
    ),
    Recipient: Declared(
        file="broadcasts_to_come", erased="chat_id", nobodys="lease_holder", withheld=_CLAIM
    ),
    PanelState: Declared(
        erased="balance_watchers",
        kept={"maintenance": "the owners tell it to everybody"},
        nobodys="capabilities currency failing causes_told list_digest calls",
    ),
    StatusWord: Declared(nobodys="word shown number meaning"),
    Digest: Declared(file="digest", erased="owner_id time_zone"),
}
