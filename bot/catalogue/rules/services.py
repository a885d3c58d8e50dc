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
class Sale:
    """How the price of a service that is sold to customers was made.

    Attributes:
        cost: the panel's rate, in `currency`.
        floor: the lowest rate that may be charged, in the currency that customers pay in.
        minimum_charge: no order costs less.
        exchange_rate: what one unit of the panel's currency is in the customers'; with the number
            of its row, `None` where both are the same.
        rule_id: of the rule that made the price; `None`: there is none, and it is the cost.
    """

    cost: Decimal
    currency: str
    floor: Decimal
    minimum_charge: Decimal
    exchange_rate: Decimal = Decimal(1)
    exchange_id: int | None = None
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a service costs in the currency of its panel, where that is not the catalogue's.

    Attributes:
        rate: the panel's, in `currency`.
        exchange_rate: what one unit of that is in the catalogue's; `exchange_id` is its row's.
    """

    rate: Decimal
    currency: str
    exchange_rate: Decimal
    exchange_id: int


@dataclass(frozen=True, slots=True)
class Service:
    """One row of a panel's catalogue.

    Attributes:
        id: the panel's own id, an opaque string (`"1"`, `"SUB-12"`).
        key: our own number for it, 0 before it is stored. Two are equal if the panel tells the
            same of them.
        type: `normalise_type`'s spelling; may be a type that nobody has heard of.
        rate: price of 1000 units, or of one package: the panel's, or what customers pay.
        minimum: smallest quantity (`min` on the wire); `maximum` likewise, or `NO_LIMIT`.
        description: plain text, possibly empty, with line breaks.
        pinned: operators want it before others.
        panel_name: as the panel calls it, where operators call it otherwise; `panel_category`
            likewise.
        sale: how `rate` was made, if customers pay; `None`: it is the panel's.
        origin: what the panel itself says, if its currency is not the catalogue's.
        panel_id: our number of the panel.
        code: by which people call it, where several panels may have its `id`.
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
    sale: Sale | None = field(default=None, compare=False)
    origin: Origin | None = field(default=None, compare=False)
    panel_id: int = field(default=1, compare=False)
    code: str = field(default="", compare=False)

    @property
    def shown_id(self) -> str:
        """Return the number that people see, and type; no other service on sale has it."""
        return self.code or self.id
