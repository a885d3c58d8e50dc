"""What a message may mean as an order: one meaning, or several to choose from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.catalogue.rules.services import Service
from bot.core.errors import N_, InputError
from bot.orders.requests.order_request import OrderRequest
from bot.orders.requests.reading import Number, Role, Said

Find = Callable[[str], Service | None]
"""Returns the service on sale with this ID."""
_TWO = 2


def meanings(
    said: Said,
    find: Find,
    suits: Callable[[Service], bool] = lambda _: True,
    *,
    service_first: bool = False,
) -> tuple[OrderRequest, ...]:
    """Return what a message may mean; several if a number can be a service and a quantity.

    Args:
        suits: whether a service can be ordered for the links.
        service_first: a number before the link is a service wherever there is one, also one that
            does not suit the link.

    Raises:
        InputError: it names a service that there is not.
    """
    words = " ".join(said.words)
    names_first = service_first and len(said.numbers) == 1 and said.numbers[0].is_before
    found = list(dict.fromkeys(_readings(said, find, _any if names_first else suits)))
    if names_first:
        found = found[:1]
    return tuple(
        OrderRequest(said.links, it.service.key if it.service else None, it.quantity, words)
        for it in found
    )


def _any(_: Service) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Reading:
    service: Service | None = None
    quantity: int | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the service takes the quantity."""
        if self.service is None or self.quantity is None:
            return False
        return self.service.minimum <= self.quantity <= self.service.maximum


def _readings(said: Said, find: Find, suits: Callable[[Service], bool]) -> Iterator[_Reading]:
    named = [it for it in said.numbers if it.role is Role.SERVICE]
    counted = [it for it in said.numbers if it.role is Role.QUANTITY]
    either = [it for it in said.numbers if it.role is Role.EITHER]
    if named:
        service = find(named[0].text)
        if service is None:
            raise InputError(N_("There is no service {id}."), {"id": named[0].text})
        yield _Reading(service, _only(counted or either))
    elif counted:
        found = [service for it in either if (service := find(it.text)) is not None]
        services: list[Service | None] = [it for it in found if suits(it)] or [*found]
        for known in services or [None]:
            yield _Reading(known, _only(counted))
    elif len(either) == _TWO:
        yield from _pair(either[0], either[1], find, suits)
    elif len(either) == 1:
        service = None if said.goods else find(either[0].text)
        yield from _single(either[0], service if service and suits(service) else None)
    else:
        yield _Reading()


def _only(numbers: list[Number]) -> int | None:
    """Return the one quantity that was said; of several nobody knows which."""
    values = {it.value for it in numbers}
    return values.pop() if len(values) == 1 else None


def _single(number: Number, service: Service | None) -> Iterator[_Reading]:
    """Read a number that stands alone."""
    if service is not None:
        yield _Reading(service)
    if number.value is not None:
        yield _Reading(quantity=number.value)
    elif service is None:
        raise InputError(N_("There is no service {id}."), {"id": number.text})


def _pair(
    first: Number, second: Number, find: Find, suits: Callable[[Service], bool]
) -> Iterator[_Reading]:
    """Read two numbers: around a link the first is the service, as in a list of orders."""
    found = [
        _Reading(service, number.value)
        for service, number in ((find(first.text), second), (find(second.text), first))
        if service is not None and number.value is not None
    ]
    found = [it for it in found if it.service and suits(it.service)] or found
    if len(found) == _TWO and first.is_before and not second.is_before:
        found = found[:1]
    yield from [it for it in found if it.is_allowed] or found or [_Reading()]
