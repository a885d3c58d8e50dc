"""The services that suit links: first those for links of their kind that ask for little more."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.services import Service, ServiceType
from bot.orders import forms
from bot.orders.forms import OrderForm
from bot.orders.links import LinkKind, Suitability, Target, describe, may_hold, suits

_OF_A_LIST = {"link", "quantity"}


def fitting(catalogue: Catalogue, links: Sequence[str]) -> list[Service]:
    """Return the services on sale that may be ordered for every one of some links.

    What nobody knows a target of, such as a shortened link, suits every service.
    """
    found = sorted(_suitable(catalogue, links), key=lambda it: (-it[0], not it[1]))
    return [service for _, _, service in found]


def is_suitable(service: Service, category: Category, links: Sequence[str]) -> bool:
    """Return whether a service may be ordered for every one of some links."""
    targets = {describe(link) for link in links}
    return _suitability(service, category, targets) is not Suitability.NOT


def _suitable(
    catalogue: Catalogue, links: Sequence[str]
) -> Iterator[tuple[Suitability, bool, Service]]:
    """Yield the services, how well each suits, and whether it asks for nothing more."""
    targets = {describe(link) for link in links}
    for category in catalogue.categories:
        if not all(may_hold(category.name, target) for target in targets):
            continue
        for service in category.services:
            form = forms.form_for(service.type)
            if form is None or (len(links) > 1 and not is_plain(form)):
                continue
            suitability = _suitability(service, category, targets)
            if suitability is not Suitability.NOT:
                yield suitability, is_plain(form), service


def _suitability(
    service: Service, category: Category, targets: Collection[Target | None]
) -> Suitability:
    if service.type == ServiceType.SUBSCRIPTIONS and not all(map(_is_account, targets)):
        return Suitability.NOT
    return min(
        (suits(target, service, category.platform) for target in targets),
        default=Suitability.MAYBE,
    )


def _is_account(target: Target | None) -> bool:
    """Return whether a link may be to an account, whose name a subscription asks for."""
    return target is None or target.kind in {None, LinkKind.PROFILE, LinkKind.CHANNEL}


def is_plain(form: OrderForm) -> bool:
    """Return whether an order needs no more than a link and a quantity."""
    return all(field.key in _OF_A_LIST for field in form.fields)


def takes_several_links(form: OrderForm, answers: Mapping[str, object]) -> bool:
    """Return whether a form can be a list of orders, each of no more than a link and a quantity.

    Args:
        answers: to the form; a drip-feed is one beside what every order needs.
    """
    extras = [key for key, value in answers.items() if value is not None]
    return is_plain(form) and _OF_A_LIST.issuperset(extras)
