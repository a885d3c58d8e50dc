"""Who may do what: one table, asked by every command and every button."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a chat; worked out anew for each update."""

    OWNER = "owner"  # runs the bot, named in OWNER_IDS
    ADMINISTRATOR = "administrator"  # of this group, as Telegram says; anonymous ones included
    BUYER = "buyer"  # may order here
    MEMBER = "member"  # is in a chat that was let in, but may not order
    OUTSIDER = "outsider"  # the chat was not let in


class Permission(StrEnum):
    """Something that can be asked of the bot."""

    GREET = "greet"  # /start, /help
    LEAVE = "leave"  # /cancel
    BROWSE = "browse"  # /services
    ORDER = "order"  # /order and everything in its form
    SEE_ORDERS = "see_orders"  # /orders, /status, cards, refresh
    CHANGE_ORDERS = "change_orders"  # refill, cancel
    REPORT_CHAT = "report_chat"  # /stats and /export over everybody in a group
    REPORT_ALL = "report_all"  # over every chat
    LANGUAGE = "language"  # a person's own language
    SETTINGS = "settings"  # /settings, /allow, /deny, /pause, /resume of a group
    BALANCE = "balance"
    UNRESOLVED = "unresolved"  # orders whose answer was lost
    PROBLEMS = "problems"  # updates and pushes that were given up
    LET_IN = "let_in"  # approve or refuse a chat
    SHAPE = "shape"  # hide, rename, move and pin what is in the catalogue


class OrderPolicy(StrEnum):
    """Who may order in a group."""

    EVERYONE = "everyone"
    ADMINISTRATORS = "administrators"
    LIST = "list"


class Announcements(StrEnum):
    """Which changes of an order are pushed to a chat."""

    ALL = "all"
    ENDS = "ends"
    OFF = "off"


class Standing(StrEnum):
    """Whether a chat was let in."""

    NEW = "new"  # never asked
    ASKED = "asked"  # owners have the request
    APPROVED = "approved"
    REFUSED = "refused"


_R = Role
_EVERYBODY = frozenset(_R)
_INSIDE = frozenset({_R.OWNER, _R.ADMINISTRATOR, _R.BUYER, _R.MEMBER})
_BUYING = frozenset({_R.OWNER, _R.ADMINISTRATOR, _R.BUYER})
_RUNNING = frozenset({_R.OWNER, _R.ADMINISTRATOR})
_OWNING = frozenset({_R.OWNER})

ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.GREET: _EVERYBODY,
    Permission.LEAVE: _EVERYBODY,
    Permission.LANGUAGE: _EVERYBODY,
    Permission.BROWSE: _INSIDE,
    Permission.SEE_ORDERS: _INSIDE,
    Permission.ORDER: _BUYING,
    Permission.CHANGE_ORDERS: _BUYING,
    Permission.REPORT_CHAT: _RUNNING,
    Permission.SETTINGS: _RUNNING,
    Permission.REPORT_ALL: _OWNING,
    Permission.BALANCE: _OWNING,
    Permission.UNRESOLVED: _OWNING,
    Permission.PROBLEMS: _OWNING,
    Permission.LET_IN: _OWNING,
    Permission.SHAPE: _OWNING,
}


def may(role: Role, permission: Permission) -> bool:
    """Tell whether `role` has `permission`; what is not in the table is refused."""
    return role in ALLOWED.get(permission, frozenset())


def role_in_chat(
    *, owner: bool, administrator: bool, let_in: bool, policy: OrderPolicy, listed: bool
) -> Role:
    """Return what a person is in a chat.

    Args:
        administrator: of this group; `False` in a private chat.
        let_in: the chat was approved, or the bot is open to all.
        listed: the person is on the group's list (`OrderPolicy.LIST`).
    """
    if owner:
        return Role.OWNER
    if not let_in:
        return Role.OUTSIDER
    if administrator:
        return Role.ADMINISTRATOR
    if policy is OrderPolicy.EVERYONE or (policy is OrderPolicy.LIST and listed):
        return Role.BUYER
    return Role.MEMBER
