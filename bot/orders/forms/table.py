"""What an order of each type needs: one table, read by form, mass order, price and client.

The rows are those of docs/panel-api.md, 3.1; a new type is a new row of `FORMS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.catalogue.rules.services import ServiceType
from bot.core.errors import N_
from bot.orders.forms import fields as f
from bot.orders.forms.fields import Answers, Field


class QuantityRule(StrEnum):
    """Where the quantity of an order comes from."""

    GIVEN = "given"  # the person says it
    LINES = "lines"  # the number of lines of a list
    ONE = "one"  # a package is one
    PER_POST = "per_post"  # between two numbers, for each post


class PriceRule(StrEnum):
    """How the rate becomes the price."""

    PER_THOUSAND = "per_thousand"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Extra:
    """Fields that can be added on the summary; they count only together.

    Attributes:
        needs_dripfeed: only where the service does not say that it has no drip-feed.
    """

    label: str
    fields: tuple[Field, ...]
    needs_dripfeed: bool = False

    def is_given(self, answers: Answers) -> bool:
        """Return whether all of it was answered."""
        return all(field.key in answers for field in self.fields)


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What an order of one type needs.

    Attributes:
        fields: asked one after the other.
        list_key: the field whose lines make the quantity (`QuantityRule.LINES`).
        extras: what can be added.
    """

    type: ServiceType
    fields: tuple[Field, ...]
    quantity: QuantityRule = QuantityRule.GIVEN
    price: PriceRule = PriceRule.PER_THOUSAND
    list_key: str = ""
    extras: tuple[Extra, ...] = ()

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Return the fields with those of the extras."""
        return (*self.fields, *(field for extra in self.extras for field in extra.fields))

    def field(self, key: str) -> Field:
        """Return a field by its key.

        Raises:
            KeyError: the form has none of that name.
        """
        for field in self.all_fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def extra_of(self, key: str) -> Extra | None:
        """Return the extra that a field belongs to."""
        return next((it for it in self.extras if any(f.key == key for f in it.fields)), None)

    def answered(self, answers: Answers) -> Iterator[Field]:
        """Return the fields whose answers count, in order."""
        for field in self.fields:
            if field.key in answers and field.is_asked(answers):
                yield field
        for extra in self.extras:
            if extra.is_given(answers):
                yield from extra.fields


DRIP_FEED = Extra(N_("💧 Drip-feed"), (f.RUNS, f.INTERVAL), needs_dripfeed=True)
_LINES, _ONE, _PER_POST = QuantityRule.LINES, QuantityRule.ONE, QuantityRule.PER_POST
_T = ServiceType

_FORMS = (
    OrderForm(_T.DEFAULT, (f.LINK, f.QUANTITY), extras=(DRIP_FEED,)),
    OrderForm(_T.PACKAGE, (f.LINK,), _ONE, PriceRule.ONCE),
    OrderForm(_T.SEO, (f.LINK, f.QUANTITY, f.KEYWORDS)),
    OrderForm(_T.CUSTOM_COMMENTS, (f.LINK, f.COMMENTS), _LINES, list_key="comments"),
    OrderForm(_T.CUSTOM_COMMENTS_PACKAGE, (f.LINK, f.PACKAGED_COMMENTS), _ONE, PriceRule.ONCE),
    OrderForm(_T.MENTIONS, (f.LINK, f.QUANTITY, f.USERNAMES)),
    OrderForm(_T.MENTIONS_WITH_HASHTAGS, (f.LINK, f.QUANTITY, f.USERNAMES, f.HASHTAGS)),
    OrderForm(
        _T.MENTIONS_CUSTOM_LIST, (f.LINK, f.COUNTED_USERNAMES), _LINES, list_key="usernames"
    ),
    OrderForm(_T.MENTIONS_HASHTAG, (f.LINK, f.QUANTITY, f.HASHTAG)),
    OrderForm(_T.MENTIONS_USER_FOLLOWERS, (f.LINK, f.QUANTITY, f.FOLLOWED)),
    OrderForm(_T.MENTIONS_MEDIA_LIKERS, (f.LINK, f.QUANTITY, f.MEDIA)),
    OrderForm(_T.COMMENT_LIKES, (f.LINK, f.QUANTITY, f.COMMENTATOR)),
    OrderForm(
        _T.COMMENT_REPLIES, (f.LINK, f.COMMENTATOR, f.COMMENTS), _LINES, list_key="comments"
    ),
    OrderForm(_T.POLL, (f.LINK, f.QUANTITY, f.ANSWER_NUMBER)),
    OrderForm(_T.INVITES_FROM_GROUPS, (f.LINK, f.QUANTITY, f.GROUPS)),
    OrderForm(
        _T.SUBSCRIPTIONS,
        (f.SUBSCRIBER, f.MINIMUM, f.MAXIMUM, f.DELAY),
        _PER_POST,
        extras=(
            Extra(N_("🆕 New posts"), (f.POSTS,)),
            Extra(N_("🗂 Old posts"), (f.OLD_POSTS,)),
            Extra(N_("📅 Last day"), (f.EXPIRY,)),
        ),
    ),
    OrderForm(
        _T.WEB_TRAFFIC,
        (
            f.LINK,
            f.QUANTITY,
            f.COUNTRY,
            f.DEVICE,
            f.TRAFFIC,
            f.GOOGLE_KEYWORD,
            f.REFERRING_URL,
        ),
        extras=(DRIP_FEED,),
    ),
)
FORMS: dict[str, OrderForm] = {form.type.value: form for form in _FORMS}


def form_for(service_type: str) -> OrderForm | None:
    """Return the form of a type, spelled by `normalise_type`; `None`: not orderable here yet."""
    return FORMS.get(service_type)


def missing(form: OrderForm, answers: Answers) -> Field | None:
    """Return the next field to ask for; `None` when nothing is missing."""
    for field in form.fields:
        if field.key not in answers and field.is_asked(answers):
            return field
    return None
