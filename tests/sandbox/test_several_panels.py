"""Several sandbox panels at once, and what their lists have in common."""

from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from bot.catalogue.rules.catalogue import platform_of
from bot.catalogue.rules.services import Flag, Service
from bot.panel.api.service_list import read_services
from bot.refills.rules.refills import RefillKind, RefillPromise, refill_promise
from bot.sandbox.panel.catalogue import friendly_services
from bot.sandbox.panel.dialects import PRESETS, Dialect
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.offers import Offer
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import PROFILES, Profile, several

LINK = "https://www.instagram.com/example/"
SELLING_OTHERWISE = [it for it in PROFILES[:3] if it.offers()]


def read(services: list[dict[str, Any]], dialect: Dialect | None = None) -> dict[str, Service]:
    """Return services as the bot reads them, by number."""
    listed = read_services((dialect or Dialect()).catalogue(services))
    assert listed is not None
    assert listed.skipped == 0
    return {service.id: service for service in listed.services}


def platform(service: Service) -> str:
    return platform_of(service.category, service.name)


def promise(service: Service) -> RefillPromise:
    flag = Flag.UNKNOWN  # some dialects do not tell: what counts is in the words, too
    said = refill_promise(service.name, service.category, service.description, service.refill)
    return RefillPromise(said.kind, said.days, flag)


def pairs(profile: Profile, *, same: bool) -> list[tuple[Service, Service]]:
    """Return the services that look like the first panel's, beside these."""
    ours = read(friendly_services())
    theirs = read([it.service for it in profile.offers()], profile.dialect)
    expected = [it for it in profile.offers() if it.like is not None and it.is_same is same]
    assert expected
    return [(ours[str(it.like)], theirs[str(it.service["service"])]) for it in expected]


async def call(panel: SandboxPanel, action: str, **params: str) -> Any:
    form = {"key": panel.key, "action": action, **params}
    async with aiohttp.ClientSession() as session, session.post(panel.url, data=form) as answer:
        return await answer.json()


@pytest.fixture
async def panels() -> Any:
    """Return three panels, running."""
    found = several(3)
    for panel in found:
        await panel.start()
    yield found
    for panel in found:
        await panel.stop()


@pytest.mark.parametrize("profile", SELLING_OTHERWISE, ids=lambda it: it.name)
def test_what_can_be_sold_as_one_promises_the_same_in_other_words(profile: Profile) -> None:
    for ours, theirs in pairs(profile, same=True):
        assert theirs.name != ours.name
        assert theirs.id != ours.id
        assert platform(theirs) == platform(ours), theirs
        assert theirs.type == ours.type
        assert promise(theirs) == promise(ours), theirs.name


@pytest.mark.parametrize("profile", SELLING_OTHERWISE, ids=lambda it: it.name)
def test_what_only_looks_alike_promises_something_else(profile: Profile) -> None:
    for ours, theirs in pairs(profile, same=False):
        assert platform(theirs) == platform(ours)
        assert theirs.type == ours.type
        assert promise(theirs) != promise(ours), theirs.name


@pytest.mark.parametrize("profile", SELLING_OTHERWISE, ids=lambda it: it.name)
def test_some_numbers_are_those_of_other_services_elsewhere(profile: Profile) -> None:
    ours = {it["service"] for it in friendly_services()}
    offers = [it for it in profile.offers() if it.service["service"] in ours]
    assert offers
    assert all(it.like is None for it in offers)
    numbers = [it.service["service"] for it in profile.offers()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda it: it.name)
def test_each_list_can_be_read_whole(profile: Profile) -> None:
    services = profile.services(300, 1)
    assert len(read(services, profile.dialect)) == 300
    assert len({it["service"] for it in services}) == 300


def test_every_family_has_a_panel_and_none_has_two() -> None:
    assert sorted(it.family for it in PROFILES) == sorted(PRESETS)
    assert len({it.name for it in PROFILES}) == len({it.key for it in PROFILES}) == len(PROFILES)


def test_prices_follow_from_the_first_ones() -> None:
    first, second = (it.services(20, 1) for it in PROFILES[:2])
    assert next(it["rate"] for it in first if it["service"] == 101) == "0.90"
    (real,) = (it for it in second if it["service"] == 14)
    assert real["rate"] == "1.0350"  # 0.90 * 1.15


def test_an_offer_of_its_own_is_like_none() -> None:
    (offer,) = (it for it in PROFILES[1].offers() if it.service["service"] == 61)
    assert offer == Offer(offer.service)
    assert promise(read([offer.service])["61"]).kind is RefillKind.DAYS


async def test_each_has_its_own_numbers_account_and_book(panels: list[SandboxPanel]) -> None:
    first, second, third = panels
    assert await call(first, "add", service="101", link=LINK, quantity="1000") == {"order": 1}
    assert await call(second, "add", service="14", link=LINK, quantity="1000") == {"order": 1}
    assert await call(second, "add", service="17", link=LINK, quantity="1000") == {"order": 2}
    assert first.charges == {"1": Decimal("0.9")}
    assert second.charges == {"1": Decimal("1.035"), "2": Decimal("0.483")}
    assert third.charges == {}
    assert first.balance == Decimal("99.1")
    assert second.balance == Decimal(115) - Decimal("1.518")
    assert (third.balance, third.currency) == (Decimal(80), "EUR")
    assert (await call(second, "status", order="2"))["charge"] == "0.48300000"
    assert (await call(first, "status", order="2")) == {"error": "Incorrect order ID"}


async def test_a_key_opens_one_account_alone(panels: list[SandboxPanel]) -> None:
    first, second, _ = panels
    form = {"key": first.key, "action": "balance"}
    async with aiohttp.ClientSession() as session, session.post(second.url, data=form) as answer:
        assert (answer.status, await answer.json()) == (422, {"error": "Invalid API key"})


async def test_each_fails_by_itself(panels: list[SandboxPanel]) -> None:
    first, second, _ = panels
    first.faults.add("balance", Fault.REFUSAL, text="Not now")
    assert await call(first, "balance") == {"error": "Not now"}
    assert await call(second, "balance") == {"balance": "115.00000", "currency": "USD"}


async def test_a_panel_that_is_down_refuses_connections_and_comes_back_where_it_was(
    panels: list[SandboxPanel],
) -> None:
    first, second, _ = panels
    url, form = first.url, {"key": first.key, "action": "balance"}
    async with aiohttp.ClientSession() as session:  # keeps its connection open
        async with session.post(url, data=form) as answer:
            assert answer.status == 200
        await first.set_down(True)
        assert (first.is_down, second.is_down) == (True, False)
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.post(url, data=form)
        with pytest.raises(aiohttp.ClientConnectorError):  # refused: nothing was sent
            await call(first, "balance")
        assert await call(second, "balance")
        await first.set_down(False)
        async with session.post(url, data=form) as answer:
            assert answer.status == 200
    assert (first.url, first.is_down) == (url, False)
    assert len(first.requests) == 2
