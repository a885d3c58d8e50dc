"""The search: what a query means, and in which order it is found."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.services import Flag
from bot.catalogue.search import Entry, Filters, SearchIndex, Sort
from bot.catalogue.search.bitsets import Tally, everything, members, numbers, pack, union
from bot.catalogue.search.durations import seconds_of
from bot.catalogue.search.synonyms import INTERCHANGEABLE, MEANINGS
from bot.catalogue.search.words import aliases, query_words

YES, NO = Flag.YES, Flag.NO
IG, TT, YT, TG, X = "Instagram", "TikTok", "YouTube", "Telegram", "X (Twitter)"


def entry(
    key: int,
    name: str,
    category: str = "",
    platform: str = "Other",
    rate: str = "1",
    provider_id: str = "",
    refill: Flag = Flag.UNKNOWN,
    cancel: Flag = Flag.UNKNOWN,
    average_time: str = "",
    orderable: bool = True,
) -> Entry:
    return Entry(
        key=key,
        provider_id=provider_id or str(9000 + key),
        name=name,
        category=category or name,
        platform=platform,
        rate=Decimal(rate),
        refill=refill,
        cancel=cancel,
        average_time=average_time,
        orderable=orderable,
    )


CATALOGUE = [
    entry(1, "Instagram Followers | No Refill ⚠️", platform=IG, rate="0.42", refill=NO),
    entry(2, "Instagram Followers [ HQ ] 30 Days ♻️", platform=IG, rate="0.90", refill=YES),
    entry(3, "Instagram Followers │ R365 │ 🇧🇷 Brazil", platform=IG, rate="1.85"),
    entry(4, "𝐈𝐧𝐬𝐭𝐚𝐠𝐫𝐚𝐦 𝐋𝐢𝐤𝐞𝐬 · instant ⚡", platform=IG, rate="0.12", cancel=YES),
    entry(5, "Reel views 1M/day", "Instagram · Views", IG, rate="0.0063"),
    entry(6, "TikTok Followers", platform=TT, rate="1.10", refill=YES, average_time="2 days"),
    entry(7, "TikTok Views [ Max 10K ]", platform=TT, rate="0.004", average_time="1 hour"),
    entry(8, "YouTube Views, retention 60 %", platform=YT, rate="1.65", average_time="32"),
    entry(9, "YouTube Subscribers", platform=YT, rate="14", orderable=False),
    entry(10, "Telegram Channel Members · non drop", platform=TG, rate="0.75"),
    entry(11, "ᴛᴇʟᴇɢʀᴀᴍ Post Views 👀", platform=TG, rate="0.05", provider_id="SUB-12"),
    entry(12, "Twitter Followers", "X / Twitter", X, rate="7", provider_id="1234"),
    entry(13, "Facebook Group Members", platform="Facebook", rate="3"),
    entry(14, "Facebook Page Followers 10 x 50K", platform="Facebook", rate="2"),
    entry(15, "Café comments, números 1234", "Comments", rate="9"),
    entry(16, "Подписчики ВКонтакте", "ВКонтакте", "VK", rate="5"),
    entry(17, "متابعين سناب شات", "سناب", "Snapchat", rate="6"),
]
INDEX = SearchIndex(CATALOGUE)
ODD_WORDS = ["i", "s", "30k", "r30", "ig", "x", "no", "refill", "♻️", "1234", "-"]


def found(query: str, **expected: object) -> list[int]:
    return list(INDEX.search(query, **expected).keys)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("instagram followers", [1, 2, 3]),
        ("FOLLOWERS, instagram!", [1, 2, 3]),
        ("followers for instagram", [1, 2, 3]),
        ("instagram followers instagram", [1, 2, 3]),
        # parts of words and abbreviations
        ("insta foll", [1, 2, 3]),
        ("ig likes", [4]),
        ("yt views", [8]),
        ("tt view", [7]),
        ("tik tok views", [7]),
        ("x followers", [12]),
        # typos
        ("instgram folowers", [1, 2, 3]),
        ("isntagram follwers", [1, 2, 3]),
        ("instagarm likes", [4]),
        ("youtbe veiws", [8]),
        ("telegrm membrs", [10]),
        ("подпищики вконтакти", [16]),
        # what panels write in more than one way
        ("followers instagram 30 refill", [2]),
        ("r30", [2]),
        ("30 days refill", [2]),
        ("30d ♻️", [2]),
        ("365 days refill followers", [3]),
        ("instagram no refill", [1]),
        ("instagram without refill", [1]),
        ("views 10k", [7]),
        ("views 10000", [7]),
        ("nondrop", [10]),
        ("followers 🇧🇷", [3]),
        # one thing on a platform, and not on another
        ("telegram followers", [10]),
        ("youtube followers", [9]),
        ("facebook members", [13]),
        # styled letters and accents, in the query and in names
        ("𝓲𝓷𝓼𝓽𝓪𝓰𝓻𝓪𝓶 ᴸᴵᴷᴱˢ", [4]),
        ("🅸🅽🆂🆃🅰🅶🆁🅰🅼 ʟɪᴋᴇꜱ", [4]),
        ("ｉｎｓｔａｇｒａｍ ｌｉｋｅｓ", [4]),
        ("telegram views", [11]),
        ("cafe numeros", [15]),
        ("çómménts", [15]),
        # other languages
        ("инстаграм подписчики", [1, 2, 3]),
        ("Ютуб просмотры", [8]),
        ("телега подписчики", [10]),
        ("тик ток просмотры", [7]),
        ("instagram takipçi", [1, 2, 3]),
        ("İNSTAGRAM BEĞENİ", [4]),
        ("seguidores de instagram", [1, 2, 3]),
        ("visualizações youtube", [8]),
        ("متابعين انستقرام", [1, 2, 3]),
        ("إعجابات إنستغرام", [4]),
        ("फॉलोवर्स इंस्टाग्राम", [1, 2, 3]),
        ("pengikut tiktok", [6]),
        ("followers vk", [16]),
        ("snapchat followers", [17]),
        ("سناب متابعين", [17]),
        # ids
        ("SUB-12", [11]),
        ("#sub-12", [11]),
        ("1234", [12, 15]),
        ("١٢٣٤", [12, 15]),
        ("id: 1234", [12, 15]),
        ("1234 comments", [15]),
        # nothing
        ("zzzzzz", []),
        ("50 000 000", []),
    ],
)
def test_what_a_query_finds(query: str, keys: list[int]) -> None:
    assert found(query) == keys


@pytest.mark.parametrize("query", ["", "  ", "!?", "👀", "\u200f"])
def test_a_query_without_words_finds_everything_in_the_panels_order(query: str) -> None:
    result = INDEX.search(query)
    assert (result.keys, result.total) == ([row.key for row in CATALOGUE], len(CATALOGUE))


def test_services_with_most_words_are_found_where_none_has_all() -> None:
    assert found("instagram followers mars") == [1, 2, 3]
    assert found("likes brazil") == [3, 4]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("follow", ["Follow", "Goods / follow", "Followers", "Goods / followers"]),
        ("folowers", ["Followers", "Goods / followers"]),
        (
            "likes views",
            ["Views likes", "Likes / views", "Goods / likes views", "Goods / likes viewsource"],
        ),
    ],
)
def test_nearer_words_come_first_and_names_before_categories(query: str, names: list[str]) -> None:
    parts = [name.partition(" / ") for name in names]
    rows = [entry(at, name, category or "any") for at, (name, _, category) in enumerate(parts)]
    shown = SearchIndex(reversed(rows)).search(query).keys
    assert [names[key] for key in shown] == names


def test_short_words_and_numbers_are_not_corrected() -> None:
    index = SearchIndex([entry(1, "reel pack 1000 usa")])
    for query in ("rel", "1001", "100", "uxa"):
        assert index.search(query).total == 0, query
    assert index.search("pakc").total == 1
    assert index.search("pkca").total == 0


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        (Filters(), [1, 2, 3, 6, 9, 10, 12, 14, 16, 17]),
        (Filters(refill=True), [2, 6]),
        (Filters(cancel=True), []),
        (Filters(dripfeed=True), []),
        (Filters(orderable=True), [1, 2, 3, 6, 10, 12, 14, 16, 17]),
        (Filters(platform="Instagram"), [1, 2, 3]),
        (Filters(platform="Instagram", refill=True), [2]),
        (Filters(platform="Mars"), []),
        (Filters(highest_rate=Decimal("0.90")), [1, 2, 10]),
        (Filters(highest_rate=Decimal(0)), []),
    ],
)
def test_filters(filters: Filters, keys: list[int]) -> None:
    assert sorted(found("followers", filters=filters)) == keys


def test_words_count_among_what_passes_the_filters() -> None:
    assert found("telegram followers", filters=Filters(platform="TikTok")) == [6]


def test_a_flag_is_found_like_a_word_of_the_name() -> None:
    assert found("tiktok refill") == [6]
    assert found("likes cancel") == [4]
    rows = [
        entry(1, "Drip", refill=NO),
        Entry(2, "2", "Plain", "", "Other", Decimal(1), dripfeed=YES),
    ]
    for query in ("drip", "dripfeed", "drip-feed", "drip feed"):
        assert SearchIndex(rows).search(query).keys == [1, 2], query


def test_sorts() -> None:
    assert found("views", sort=Sort.CHEAPEST) == [7, 5, 11, 8]
    assert found("views", sort=Sort.FASTEST) == [8, 7, 5, 11]
    assert found("", sort=Sort.FASTEST, limit=4) == [8, 7, 6, 1]
    assert INDEX.knows_times
    assert not SearchIndex([entry(1, "x", average_time="Not enough data")]).knows_times


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_are_parts_of_the_whole(sort: Sort) -> None:
    whole = INDEX.search("followers", sort=sort)
    pages = [INDEX.search("followers", sort=sort, limit=3, offset=at) for at in range(0, 12, 3)]
    assert [key for page in pages for key in page.keys] == whole.keys
    assert {page.total for page in pages} == {whole.total} == {len(whole.keys)}


def test_an_empty_catalogue_has_nothing() -> None:
    index = SearchIndex([])
    for query in ("", "followers", "1"):
        assert (index.search(query, sort=Sort.FASTEST).total, len(index)) == (0, 0)


@given(st.text(max_size=400) | st.lists(st.sampled_from(ODD_WORDS)))
def test_any_query_has_an_answer(query: str | list[str]) -> None:
    text = query if isinstance(query, str) else " ".join(query)
    for sort in Sort:
        result = INDEX.search(text, sort=sort)
        assert len(set(result.keys)) == result.total <= len(CATALOGUE)


@pytest.mark.parametrize("query", ["\ud800", "\0", "ﷺ" * 5000, "a" * 100_000, "a " * 5000])
def test_odd_and_endless_queries_have_an_answer(query: str) -> None:
    assert INDEX.search(query, limit=1).total >= 0
    assert len(query_words(query)) <= 12


def test_what_is_said_of_words_fits_together() -> None:
    assert not MEANINGS.keys() & aliases().keys()
    assert INTERCHANGEABLE.keys() - {"streams"} <= MEANINGS.keys()


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 40)), st.integers(0, 9))),
    st.sets(st.integers(0, 40)),
)
def test_a_tally_counts_as_one_counts_by_hand(
    additions: list[tuple[set[int], int]], among: set[int]
) -> None:
    tally = Tally()
    for some, points in additions:
        tally.add(union([numbers(some)], 41), points)
    scores = {
        number: sum(points for some, points in additions if number in some) for number in among
    }
    ranked = [
        number
        for group in tally.best_first(union([numbers(among)], 41))
        for number in members(group)
    ]
    assert ranked == sorted(among, key=lambda number: (-scores[number], number))


@given(
    st.integers(1, 500).flatmap(
        lambda size: st.tuples(st.just(size), st.sets(st.integers(0, size - 1)))
    )
)
def test_a_set_is_the_same_in_either_form(sized: tuple[int, set[int]]) -> None:
    size, some = sized
    packed = pack(numbers(sorted(some)), size)
    assert isinstance(packed, int) == (len(some) * 32 > size)
    assert list(members(union([packed], size))) == sorted(some)
    assert union([packed, everything(size)], size).bit_count() == size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("52 minutes 14 seconds", 3134),
        ("1 hour", 3600),
        ("2 Days", 172_800),
        ("1 day 2 hours", 93_600),
        ("32", 1920),
        ("1.5 hours", 5400),
        ("1h 30m", 5400),
        ("0-1 hour", 3600),
        ("2 часа 5 минут", 7500),
        ("1 week", 604_800),
        ("", None),
        ("Not enough data", None),
        ("instant", None),
        ("5 people", None),
        ("9" * 400, None),
    ],
)
def test_how_long_a_panel_says_it_takes(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


@given(st.text(max_size=50))
def test_any_text_is_a_time_or_none(text: str) -> None:
    assert (seconds_of(text) or 0) >= 0
