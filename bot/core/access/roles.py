"""Who may do what: one table, asked by every command and every button."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a chat; worked out anew for each update."""

    OWNER = "owner"  # runs the bot, named in OWNER_IDS
    ADMINISTRATOR = "administrator"  # of this group, as Telegram says; anonymous ones included
    BUYER = "buyer"  # may order here
    MEMBER = "member"  # is in a chat that was let in, but may not order
    OUTSIDER = "outsider"  # the chat was not let in
    BLOCKED = "blocked"  # by the owners, everywhere


class Permission(StrEnum):
    """Something that can be asked of the bot."""

    GREET = "greet"  # /start, /help
    LEAVE = "leave"  # /cancel
    BROWSE = "browse"  # /services
    ORDER = "order"  # /order and everything in its form
    SEE_ORDERS = "see_orders"  # /orders, /status, cards, refresh: in a group the own ones
    SEE_ALL_ORDERS = "see_all_orders"  # those of everybody in a group
    CHANGE_ORDERS = "change_orders"  # refill, cancel
    REPORT_CHAT = "report_chat"  # /stats and /export over everybody in a group
    REPORT_ALL = "report_all"  # over every chat
    APPROVE = "approve"  # an order above the group's own limits
    APPROVE_ANY = "approve_any"  # above the owners' limits
    LANGUAGE = "language"  # a person's own language
    OWN_SETTINGS = "own_settings"  # /settings of a private chat
    PRIVACY = "privacy"  # /privacy, /forget: one's own data
    SETTINGS = "settings"  # /settings, /limit, /allow, /deny, /pause, /resume of a group
    BALANCE = "balance"
    UNRESOLVED = "unresolved"  # orders whose answer was lost
    PROBLEMS = "problems"  # updates and pushes that were given up
    LET_IN = "let_in"  # approve or refuse a chat
    OVERRIDE = "override"  # hide, rename, move and pin what is in the catalogue
    ADMIN = "admin"  # /admin: chats, people, maintenance, alerts
    BROADCAST = "broadcast"  # a message to many chats
    WALLETS = "wallets"  # credit, debit and freeze any wallet
    FIND = "find"  # an order of any chat, by number, link or person
    VIEW_AS = "view_as"  # see a chat as its members do


class OrderPolicy(StrEnum):
    """Who may order in a group."""

    EVERYONE = "everyone"
    ADMINISTRATORS = "administrators"
    LIST = "list"


class Announcements(StrEnum):
    """Which changes of an order are pushed to a chat."""

    ALL = "all"
    ENDS = "ends"
    PROBLEMS = "problems"
    OFF = "off"


class NotifyTarget(StrEnum):
    """Who hears of the changes of an order that was made in a group."""

    GROUP = "group"
    PERSON = "person"  # in private, who ordered
    BOTH = "both"


class ChatAccess(StrEnum):
    """Whether a chat was let in."""

    NEW = "new"  # never asked
    ASKED = "asked"  # owners have the request
    APPROVED = "approved"
    REFUSED = "refused"


_R = Role
_EVERYBODY = frozenset(_R)
_WELCOME = _EVERYBODY - {_R.BLOCKED}
_INSIDE = frozenset({_R.OWNER, _R.ADMINISTRATOR, _R.BUYER, _R.MEMBER})
_BUYING = frozenset({_R.OWNER, _R.ADMINISTRATOR, _R.BUYER})
_RUNNING = frozenset({_R.OWNER, _R.ADMINISTRATOR})
_OWNING = frozenset({_R.OWNER})

ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.PRIVACY: _EVERYBODY,
    Permission.GREET: _WELCOME,
    Permission.LEAVE: _WELCOME,
    Permission.LANGUAGE: _WELCOME,
    Permission.BROWSE: _INSIDE,
    Permission.OWN_SETTINGS: _INSIDE,
    Permission.SEE_ORDERS: _INSIDE,
    Permission.ORDER: _BUYING,
    Permission.CHANGE_ORDERS: _BUYING,
    Permission.SEE_ALL_ORDERS: _RUNNING,
    Permission.REPORT_CHAT: _RUNNING,
    Permission.APPROVE: _RUNNING,
    Permission.SETTINGS: _RUNNING,
    Permission.APPROVE_ANY: _OWNING,
    Permission.REPORT_ALL: _OWNING,
    Permission.BALANCE: _OWNING,
    Permission.UNRESOLVED: _OWNING,
    Permission.PROBLEMS: _OWNING,
    Permission.LET_IN: _OWNING,
    Permission.OVERRIDE: _OWNING,
    Permission.ADMIN: _OWNING,
    Permission.BROADCAST: _OWNING,
    Permission.WALLETS: _OWNING,
    Permission.FIND: _OWNING,
    Permission.VIEW_AS: _OWNING,
}


STRANGERS = frozenset({Role.OUTSIDER, Role.BLOCKED})
"""They are told why they are not served, and no more."""


CHANGING = frozenset(
    {Permission.ORDER, Permission.CHANGE_ORDERS, Permission.APPROVE, Permission.SETTINGS}
)
"""What waits during maintenance; looking goes on."""


def may(role: Role, permission: Permission) -> bool:
    """Return whether `role` has `permission`; what is not in the table is refused."""
    return role in ALLOWED.get(permission, frozenset())


def waits_for_maintenance(role: Role, permission: Permission) -> bool:
    """Return whether `role` may do something only when maintenance is over."""
    return role is not Role.OWNER and permission in CHANGING and may(role, permission)


def role_in_chat(
    *,
    owner: bool,
    blocked: bool,
    administrator: bool,
    let_in: bool,
    policy: OrderPolicy,
    listed: bool,
) -> Role:
    """Return what a person is in a chat.

    Args:
        blocked: by the owners, who cannot block themselves.
        administrator: of this group; `False` in a private chat.
        let_in: the chat was approved, or the bot is open to all.
        listed: the person is on the group's list (`OrderPolicy.LIST`).
    """
    if owner:
        return Role.OWNER
    if blocked:
        return Role.BLOCKED
    if not let_in:
        return Role.OUTSIDER
    if administrator:
        return Role.ADMINISTRATOR
    if policy is OrderPolicy.EVERYONE or (policy is OrderPolicy.LIST and listed):
        return Role.BUYER
    return Role.MEMBER
