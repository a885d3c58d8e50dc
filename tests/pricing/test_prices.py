"""Prices: the narrowest rule makes them, exactly, and nothing is sold under the floor."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from bot.pricing.rules.prices import (
    EVERYBODY,
    EVERYTHING,
    NOT_CONVERTIBLE,
    Buyer,
    Exchange,
    Goods,
    Prices,
    Rule,
    SalePrice,
)

GOODS = Goods("Instagram", 2, 3)
CHAT, TIER = 77, 5
BUYERS = (Buyer(chat_id=CHAT), Buyer(tier_id=TIER), EVERYBODY)
SCOPES = (Goods(service_id=3), Goods(category_id=2), Goods(platform="Instagram"), EVERYTHING)
NARROWEST_FIRST = [*product(BUYERS, SCOPES)]
ELSEWHERE = [
    (Buyer(chat_id=78), EVERYTHING),
    (Buyer(tier_id=6), Goods(service_id=3)),
    (EVERYBODY, Goods(service_id=4)),
    (EVERYBODY, Goods(category_id=3)),
    (EVERYBODY, Goods(platform="TikTok")),
]


def rule(number: int, buyer: Buyer, goods: Goods, percent: str = "0", fixed: str = "0") -> Rule:
    return Rule(number, buyer, goods, Decimal(percent), Decimal(fixed))


def usd(rules: Iterable[Rule] = (), least_margin: str = "0") -> Prices:
    return Prices(
        "USD",
        "USD",
        rules=tuple(rules),
        least_margin=Decimal(least_margin),
        tier_of={CHAT: TIER},
    )


def test_the_narrowest_rule_wins_in_every_world() -> None:
    for world in range(2 ** len(NARROWEST_FIRST)):
        there = [n for n in range(len(NARROWEST_FIRST)) if world >> n & 1]
        rules = [rule(n + 1, *NARROWEST_FIRST[n]) for n in reversed(there)]
        prices = usd([*rules, *(rule(100 + n, *it) for n, it in enumerate(ELSEWHERE))])
        found = prices.of(CHAT).rule(GOODS)
        assert (found and found.id) == (there[0] + 1 if there else None)


def test_what_is_for_others_is_not_paid() -> None:
    prices = usd(rule(n + 1, *it) for n, it in enumerate(ELSEWHERE))
    assert prices.of(CHAT).rule(GOODS) is None
    assert prices.of(78).rule(GOODS) == rule(1, *ELSEWHERE[0])


def test_a_markup_is_percent_and_fixed() -> None:
    price = usd([rule(1, EVERYBODY, EVERYTHING, "30", "0.1")]).of(CHAT).price(Decimal(2), GOODS)
    assert price == SalePrice(Decimal("2.7"), Decimal(2), 1, sold=True)


def test_without_a_rule_the_cost_is_paid() -> None:
    assert usd().of(CHAT).price(Decimal("0.0000063"), GOODS) == SalePrice(
        Decimal("0.0000063"), Decimal("0.0000063"), None, sold=True
    )


def test_under_the_floor_nothing_is_sold() -> None:
    prices = usd([rule(1, EVERYBODY, EVERYTHING, "10")], least_margin="10")
    tier = rule(2, Buyer(tier_id=TIER), EVERYTHING, "9.99")
    assert prices.of(0).price(Decimal(1), GOODS).sold
    discounted = usd([*prices.rules, tier], "10")
    assert not discounted.of(CHAT).price(Decimal(1), GOODS).sold
    assert discounted.of(78).price(Decimal(1), GOODS).sold
    assert not usd(least_margin="0.0001").of(CHAT).price(Decimal(1), GOODS).sold


def test_another_currency_is_converted_and_without_a_rate_nothing_is_sold() -> None:
    rules = (rule(1, EVERYBODY, EVERYTHING, "50", "1"),)
    without = Prices("RUB", "USD", rules=rules)
    assert without.of(CHAT).price(Decimal(2), GOODS) == NOT_CONVERTIBLE
    converted = Prices("RUB", "USD", rules=rules, exchange=Exchange(9, Decimal("81.5")))
    assert converted.of(CHAT).price(Decimal(2), GOODS) == SalePrice(
        Decimal("245.5"), Decimal(163), 1, sold=True
    )
    assert Prices("USD", "").of(CHAT).price(Decimal(2), GOODS) == NOT_CONVERTIBLE


def test_buyers_with_the_same_prices_share_a_profile() -> None:
    own = rule(2, Buyer(tier_id=TIER), EVERYTHING)
    prices = Prices("USD", "USD", rules=(own,), tier_of={1: TIER, 2: TIER, 3: 6})
    assert prices.of(1).profile == prices.of(2).profile == (2,)
    assert prices.of(3).profile == prices.of(4).profile == prices.of_buyer(EVERYBODY).profile == ()


amounts = st.decimals(0, 10**9, places=12)
percents = st.decimals(-200, 10_000, places=4)
rates = st.decimals(Decimal("1e-12"), 10**9, places=12)
any_rule = st.builds(
    Rule,
    id=st.integers(1, 9),
    buyer=st.sampled_from(BUYERS),
    goods=st.sampled_from(SCOPES),
    percent=percents,
    fixed=st.decimals(-(10**6), 10**6, places=8),
)


@given(
    amounts,
    st.lists(any_rule, max_size=6, unique_by=lambda it: (it.buyer, it.goods)),
    st.decimals(0, 1000, places=4),
    rates,
)
@example(Decimal("1e-12"), [rule(1, *NARROWEST_FIRST[0], "-0.0001")], Decimal(0), Decimal(1))
def test_no_rule_no_tier_and_no_rate_sells_under_the_floor(
    cost: Decimal, rules: list[Rule], least: Decimal, rate: Decimal
) -> None:
    prices = Prices("IDR", "USD", Decimal(0), least, Exchange(1, rate), tuple(rules), {CHAT: TIER})
    price = prices.of(CHAT).price(cost, GOODS)
    own = Fraction(cost) * Fraction(rate)
    found = prices.of(CHAT).rule(GOODS)
    expected = own
    if found is not None:
        expected = own * (1 + Fraction(found.percent) / 100) + Fraction(found.fixed)
    floor = own * (1 + Fraction(least) / 100)
    assert (Fraction(price.rate), Fraction(price.floor)) == (expected, floor)
    assert price.sold is (expected >= floor)
    assert not price.sold or price.rate >= price.floor >= 0
