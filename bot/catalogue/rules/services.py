"""What a panel sells: services and their types, as the API v2 names them."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from bot.core.text.quantities import LARGEST


class Flag(StrEnum):
    """What a panel says of a feature; many panels leave the field out, which is not a 'no'."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ServiceType(StrEnum):
    """The seventeen types seen in the wild; a type tells which fields `add` needs."""

    DEFAULT = "default"
    PACKAGE = "package"
    SEO = "seo"
    CUSTOM_COMMENTS = "custom comments"
    CUSTOM_COMMENTS_PACKAGE = "custom comments package"
    MENTIONS = "mentions"
    MENTIONS_WITH_HASHTAGS = "mentions with hashtags"
    MENTIONS_CUSTOM_LIST = "mentions custom list"
    MENTIONS_HASHTAG = "mentions hashtag"
    MENTIONS_USER_FOLLOWERS = "mentions user followers"
    MENTIONS_MEDIA_LIKERS = "mentions media likers"
    COMMENT_LIKES = "comment likes"
    COMMENT_REPLIES = "comment replies"
    POLL = "poll"
    INVITES_FROM_GROUPS = "invites from groups"
    SUBSCRIPTIONS = "subscriptions"
    WEB_TRAFFIC = "web traffic"


PACKAGES = frozenset({ServiceType.PACKAGE.value, ServiceType.CUSTOM_COMMENTS_PACKAGE.value})
"""The types whose rate is the price of one package, not of a thousand."""


NO_LIMIT = LARGEST
"""The maximum of a service that has none."""


def normalise_type(text: str | None) -> str:
    """Return the panel's type as `ServiceType` spells it: `Custom_Comments` -> `custom comments`.

    A missing type means Default (some panels never send it); an unheard-of one is kept as text.
    """
    words = (text or "").lower().replace("_", " ").replace("-", " ").split()
    return " ".join(words) or ServiceType.DEFAULT.value


@dataclass(frozen=True, slots=True)
class Service:
    """One row of a panel's catalogue.

    Attributes:
        id: the panel's own id, an opaque string (`"1"`, `"SUB-12"`).
        key: our own number for it, 0 before it is stored. Two are equal if the panel tells the
            same of them.
        type: `normalise_type`'s spelling; may be a type that nobody has heard of.
        rate: price of 1000 units, or of one package, in the panel's currency.
        minimum: smallest quantity (`min` on the wire); `maximum` likewise, or `NO_LIMIT`.
        description: plain text, possibly empty, with line breaks.
        pinned: operators want it before others.
        panel_name: as the panel calls it, where operators call it otherwise; `panel_category`
            likewise.
    """

    id: str
    name: str
    type: str
    category: str
    rate: Decimal
    minimum: int
    maximum: int
    refill: Flag = Flag.UNKNOWN
    cancel: Flag = Flag.UNKNOWN
    dripfeed: Flag = Flag.UNKNOWN
    description: str = ""
    average_time: str = ""
    key: int = field(default=0, compare=False)
    pinned: bool = field(default=False, compare=False)
    panel_name: str = field(default="", compare=False)
    panel_category: str = field(default="", compare=False)
