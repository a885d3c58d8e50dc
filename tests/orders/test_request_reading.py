"""What a message says of an order, in the bot's languages and digits; what it leaves open."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.services import Service
from bot.core.errors import InputError
from bot.orders.forms import Reader, form_for
from bot.orders.requests import (
    Choices,
    OrderRequest,
    Role,
    Said,
    filled,
    fitting,
    meanings,
    read,
)

LINK = "https://www.instagram.com/p/AbC/"
OTHER = "https://www.instagram.com/p/DeF/"


def _service(key: int, name: str = "", kind: str = "default", category: str = "") -> Service:
    return Service(str(key), name, kind, category, Decimal(1), 100, 10_000, key=key)


SOLD = {str(key): _service(key) for key in (1, 7, 101, 500)} | {"SUB-12": _service(12)}


def said(text: str, *known: str) -> Said:
    return read(text, is_service=SOLD.__contains__, is_known=known.__contains__)


def meant(text: str, *known: str) -> list[tuple[int | None, int | None]]:
    return [(it.service, it.quantity) for it in meanings(said(text, *known), SOLD.get)]


@pytest.mark.parametrize(
    ("text", "quantity", "goods"),
    [
        (f"1000 likes {LINK}", 1000, "likes"),
        (f"{LINK} 1k likes", 1000, "likes"),
        (f"likes: 300 {LINK}", 300, "likes"),
        (f"please send 2.5k real instagram followers to {LINK}, thanks!", 2500, "followers"),
        (f"100likes {LINK}", 100, "likes"),
        (f"+1000 likes {LINK}", 1000, "likes"),
        (f"x250 views\n{LINK}", 250, "views"),
        (f"1,000 likes {LINK}", 1000, "likes"),
        (f"1.000 likes {LINK}", 1000, "likes"),
        (f"1 000 likes {LINK}", 1000, "likes"),
        (f"1\u202f000 likes {LINK}", 1000, "likes"),
        (f"1,00,000 views {LINK}", 100_000, "views"),
        (f"2 lakh views {LINK}", 200_000, "views"),
        (f"накрути 1000 лайков на этот пост {LINK} пожалуйста", 1000, "likes"),
        (f"тысяча лайков {LINK}", 1000, "likes"),
        (f"2,5 тыс подписчиков {LINK}", 2500, "followers"),
        (f"нужно 500 просмотров сюда {LINK}", 500, "views"),
        (f"{LINK} için 5 bin beğeni lütfen", 5000, "likes"),
        (f"200 takipçi istiyorum {LINK}", 200, "followers"),
        (f"أريد ١٠٠٠ إعجاب على هذا {LINK} من فضلك", 1000, "likes"),
        (f"٥ آلاف مشاهدة {LINK}", 5000, "views"),
        (f"quiero 500 me gusta para {LINK} por favor", 500, "likes"),
        (f"1 mil seguidores {LINK}", 1000, "followers"),
        (f"quero 2 mil curtidas neste {LINK}, obrigado", 2000, "likes"),
        (f"मुझे १००० लाइक चाहिए {LINK}", 1000, "likes"),
        (f"5 हजार व्यू {LINK} कृपया", 5000, "views"),
        (f"tolong 5rb suka untuk {LINK}", 5000, "likes"),
        (f"saya mau 300 pengikut {LINK}", 300, "followers"),
    ],
)
def test_a_quantity_of_goods_is_read_in_every_language(
    text: str, quantity: int, goods: str
) -> None:
    found = said(text)
    assert found.links == (LINK,)
    assert goods in found.goods
    assert meant(text) == [(None, quantity)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (f"101 {LINK} 1000", [(101, 1000)]),
        (f"101 | {LINK} | 1000", [(101, 1000)]),
        (f"1000 {LINK} 101", [(101, 1000)]),
        (f"{LINK} 1k 101", [(101, 1000)]),
        (f"101 {LINK} 500", [(101, 500)]),  # around the link as in a list of orders
        (f"service 101 {LINK} 1000 pcs", [(101, 1000)]),
        (f"услуга 101, количество 500, {LINK}", [(101, 500)]),
        (f"#101 {LINK} 1000", [(101, 1000)]),
        (f"№101 {LINK} 1000", [(101, 1000)]),
        (f"١٠١ {LINK} ١٠٠٠", [(101, 1000)]),
        (f"१०१ {LINK} १०००", [(101, 1000)]),
        (f"SUB-12 {LINK}", [(12, None)]),
        (f"2000 {LINK}", [(None, 2000)]),  # no service has that number
        ("101 1000", [(101, 1000)]),
        ("101", [(101, None), (None, 101)]),
        (f"101 {LINK}", [(101, None), (None, 101)]),
        (f"{LINK} 500", [(500, None), (None, 500)]),
        (f"101 500 {LINK}", [(101, 500), (500, 101)]),
        (f"{LINK} 101 followers", [(None, 101)]),
        (LINK, [(None, None)]),
        (f"{LINK} 2000 3000", [(None, None)]),  # nobody knows which
    ],
)
def test_numbers_are_services_and_quantities(
    text: str, meaning: list[tuple[int | None, int | None]]
) -> None:
    assert meant(text) == meaning


def test_a_pair_that_the_limits_allow_one_way_is_clear() -> None:
    assert meant(f"7 101 {LINK}") == [(7, 101)]  # 7 is below what 101 takes


@pytest.mark.parametrize(
    "text",
    [
        f"Top 10 goals of the week! {LINK}",
        f"{LINK} Check this out, I was 24 hours awake",
        f"Watch “101 Dalmatians” {LINK}",
        f"iPhone 17 Pro {LINK}",
        f"#1 hit of the year {LINK}",
    ],
)
def test_the_numbers_of_what_is_shared_are_none(text: str) -> None:
    found = said(text)
    assert found.links == (LINK,)
    assert not found.is_plain
    assert meant(text) == [(None, None)]


@pytest.mark.parametrize(
    "text", ["instagram followers refill 30", "followers 30 days refill", "views 24 hours start"]
)
def test_numbers_of_time_are_no_quantities(text: str) -> None:
    assert all(it.role is not Role.QUANTITY for it in said(text).numbers)


def test_words_of_the_catalogue_are_no_strangers() -> None:
    assert meant(f"500 premium {LINK}") == [(None, None)]
    assert meant(f"2000 premium {LINK}", "premium") == [(None, 2000)]
    assert said(f"premium likes {LINK}", "premium").words == ("premium", "likes")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"{LINK}\n{OTHER}", (LINK, OTHER)),
        (f"one:{LINK} two:{OTHER}", (LINK, OTHER)),
        (f"{LINK} {LINK}?igsh=x", (LINK,)),
        ("see instagram.com/nasa.", ("https://www.instagram.com/nasa",)),
        ("(t.me/durov/1)", ("https://t.me/durov/1",)),
        ("www.example.com", ("https://www.example.com",)),
        ("x.com", ()),
        ("10.5k/day likes", ()),
        ("and/or me@example.com", ()),
        (
            "Look https://vm.tiktok.com/ZMabc/ Get the app: https://www.tiktok.com/tiktoklite",
            ("https://vm.tiktok.com/ZMabc/",),
        ),
    ],
)
def test_links_are_found_among_words(text: str, links: tuple[str, ...]) -> None:
    assert said(text).links == links


@pytest.mark.parametrize(
    "text", ["1000 likes https://www.instagram.com/p/AbC…", f"[post]({LINK}) 1000 likes"]
)
def test_a_link_that_is_not_whole_is_asked_about(text: str) -> None:
    with pytest.raises(InputError):
        said(text)


def test_a_service_that_there_is_not_is_an_error() -> None:
    with pytest.raises(InputError, match="There is no service 4711"):
        meant(f"service 4711 {LINK}")


def test_names_are_kept_apart() -> None:
    found = said("@nasa 1000 instagram followers")
    assert (found.names, found.links) == (("@nasa",), ())
    assert meant("@nasa 1000 instagram followers") == [(None, 1000)]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    try:
        asked = Choices(meanings(said(text), SOLD.get))
    except InputError:
        return
    assert Choices.of(asked.as_json()) == asked


CATALOGUE = Catalogue.of(
    1,
    "USD",
    [
        Category(1, "Instagram Followers", "Instagram", [_service(1, "Instagram Followers")]),
        Category(
            2,
            "Instagram Likes",
            "Instagram",
            [
                _service(2, "Mentions", "mentions", "Instagram"),
                _service(3, "Likes", category="Instagram Likes"),
                _service(4, "Comments", "custom comments", "Instagram Likes"),
                _service(9, "Auto likes", "subscriptions", "Instagram Likes"),
            ],
        ),
        Category(3, "TikTok", "TikTok", [_service(5, "TikTok Likes", category="TikTok")]),
        Category(4, "Website traffic", "Website traffic", [_service(6, "Visits", "web traffic")]),
        Category(5, "Best", "Other", [_service(7, "Likes [Instagram]"), _service(8, "?", "??")]),
    ],
)


@pytest.mark.parametrize(
    ("links", "keys"),
    [
        ([LINK], [3, 7, 4, 2]),  # what is for posts comes before what may be for anything
        (["https://www.instagram.com/nasa/"], [1, 9, 2]),
        ([LINK, OTHER], [3, 7]),  # a list's lines have nothing but links and quantities
        ([LINK, "https://www.instagram.com/nasa/"], []),
        (["https://www.tiktok.com/@a/video/7123456789012345678"], [5]),
        (["https://example.com/"], [6]),
        (["https://t.me/durov/1"], []),
        (["https://bit.ly/x"], [1, 3, 5, 7, 2, 4, 9, 6]),  # leads anywhere
    ],
)
def test_what_suits_links(links: list[str], keys: list[int]) -> None:
    assert [it.key for it in fitting(CATALOGUE, links)] == keys


def test_a_request_fills_a_form_as_far_as_it_can() -> None:
    service, reader = _service(1), Reader("Instagram")
    form = form_for("default")
    assert form is not None
    full = OrderRequest((LINK,), 1, 1000)
    taken = filled(service, form, full, reader)
    assert (taken.answers, taken.wrong) == ({"link": LINK, "quantity": 1000}, None)
    few = filled(service, form, OrderRequest((LINK,), 1, 5), reader)
    assert few.answers == {"link": LINK}
    assert few.wrong is not None
    assert "too few" in few.wrong.message
    named = filled(service, form, OrderRequest(("@nasa",), 1), reader)
    assert (named.answers, named.wrong) == ({"link": "https://www.instagram.com/nasa/"}, None)


@pytest.mark.parametrize(
    ("service_type", "given", "takes"),
    [
        ("default", {}, True),
        ("default", {"link": LINK, "quantity": 1000, "runs": None}, True),
        ("default", {"link": LINK, "quantity": 1000, "runs": 5, "interval": 60}, False),
        ("custom comments", {}, False),
        ("poll", {"link": LINK, "quantity": 100}, False),
    ],
)
def test_several_links_are_taken_only_where_nothing_else_is_ordered(
    service_type: str, given: dict[str, object], takes: bool
) -> None:
    form = form_for(service_type)
    assert form is not None
    request = OrderRequest((LINK, "https://www.instagram.com/other/"), 1, 1000)
    taken = filled(_service(1), form, request, Reader("Instagram"), given)
    assert (taken.request.links == request.links) is takes is (taken.wrong is None)
    assert (taken.answers.get("link") == LINK) is takes
