"""Refills: what panels' words promise, what can be asked for when, and what a refusal means."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.services import Flag
from bot.orders.rules.states import OrderState
from bot.panel.rules.statuses import REFILL_ENDED, RefillState
from bot.refills.rules.refill_words import in_description, in_name
from bot.refills.rules.refills import (
    AFTER_A_REFUSAL,
    BETWEEN_REQUESTS,
    LastRefill,
    RefillDecision,
    RefillKind,
    RefillPromise,
    RefillReason,
    is_disabled_for_service,
    is_remembered,
    refill_decision,
    refill_promise,
)
from bot.refills.screens.refill_texts import PROMISE_LABELS, REASON_LABELS

K, R, S = RefillKind, RefillReason, OrderState
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THIRTY = RefillPromise(K.DAYS, 30, Flag.YES)

SOLD_WITHOUT = [
    "TikTok Followers [ Max 500K ] | Cancel Enable | No Refill ⚠️ | Instant Start | Day 20K",
    "Instagram Likes | Real | Max 300k | 10k-50k/Hour | No Refill |⛔",
    "Instagram Followers | Non Refill | Day 5K",
    "Instagram Followers | Non-Refill",
    "Twitter Followers Server 24 [ NO REFILL ] [NOT RECOMENDED]",
    "Youtube Like 5 [ TERMURAH ][ NO REFILL- 10K ][ 10K+/D ]",
    "Instagram Views · without refill",
    "Twitch Followers | w/o refill",
    "Facebook Likes 🚫 refill",
    "Facebook Likes 🚫 ♻️",
    "TikTok Views ❌ Refill",
    "TikTok Views | ⛔️ Refill | 1M/Day",
    "YouTube Views [ Max 7M ] | No Warranty ⚠️ | Day 50K ⚡️",
    "Instagram Followers [Not Guaranteed]",
    "Telegram Post Reactions [Negative] [Refill: No] [Max: 1M]",
    "Telegram Members | Refill - No",
    "Telegram Members | Refill: ❌",
    "X Likes | No Refund/Refill",
    "Facebook Post Shares [ Max 100K ] | NR ⚠️ | Day 20K > FAST ⚡️",
    "🇧🇷 Instagram Brazil Like [ Real Quality ] [ NR ⚠️] [ Day 50K ]",
    "𝗡𝗼 𝗥𝗲𝗳𝗶𝗹𝗹 · Instagram Likes",
    "Instagram Likes ᴺᴼ ᴿᵉᶠⁱˡˡ",
    "TikTok Views · Refill not available",
    "Подписчики (Без гарантии, возможны отписки)",
    "Подписчики · без докрутки",
    "Лайки | БЕЗ ВОССТАНОВЛЕНИЯ",
    "Просмотры | Гарантии нет",
    "Telegram Üyeleri | Max 1M | İptal Aktif | Telafi Yok",
    "INSTAGRAM TAKİPÇİ | TELAFİ YOK",
    "Takipçi | Telafisiz",
    "YouTube Abone | Düşük Kalite | Garantisiz",
    "Seguidores sin reposición",
    "Seguidores Brasileiros | Sem Reposição",
    "Seguidores | sem reposicao",
    "Seguidores sin recarga",
    "Seguidores | Sem Refil",
    "TIKTOK FOLLOWERS Server 19 [ No garansi ] [ Max 700K ]",
    "TIKTOK Likes Server 19 [ TERMURAH YANG TIDAK GARANSI ]",
]
WINDOWS = [
    ("Instagram Likes | SuperFast | R45 | MAX 100K ♻️ ⚡️", 45),
    ("Twitter Followers [500K] [HQ] [R30]", 30),
    ("Instagram Followers | ♻️ R365 | Day 10K", 365),
    ("Seguidores Brasileiros R30", 30),
    ("TikTok Followers | Speed: Up To 20K/Day | AR30 | MAX 100K ♻️⛔🔥🔥", 30),
    ("Facebook Profile Follower 4 [ R30Day ] [Non Drop]", 30),
    ("Tiktok Likes Komentar [ R30D ]", 30),
    ("Instagram Followers ♻️ Ｒ６０", 60),
    ("TikTok Followers | Drop 1% | Refill & Cancel Enable | 30 Days ♻️ | Day 100K ⚡️", 30),
    ("Kwai Followers | Brazil 🇧🇷 | Drop %1 | 30 Days Guaranted ♻️| Day 10K", 30),
    ("YouTube Likes | 30 Days Auto ♻️ | Instant Start", 30),
    ("TikTok Video Views | No Drop Since 30 Days | Cancel Enable | 365 Days ♻️ | Day 10M 🚀", 365),
    ("Telegram Members |⭐️ 7 / 14 Day Premium Accounts ⭐️| Drop %0 | 7 Days ♻️ | Day 20K", 7),
    ("Telegram Members |⭐️ 1 Year Premium Accounts ⭐️| 30 Days ♻️ | Day 5K 🚀", 30),
    ("Discord 2x Server Boost | 30 Days ♻️ | Instant Start | 1 Month", 30),
    (
        "Instagram Followers | Less Drop - 100K/Day - Max Unlimited | 0–10 Min Start - 60D Refill",
        60,
    ),
    ("Facebook Page | 90 Days Guaranteed | Day 5K", 90),
    ("30d guaranted Youtube Subscribe", 30),
    ("Youtube Subscribe VIP 3 [ 30Days autorefill ][ REAL ]", 30),
    ("Youtube Views JUMBO 1 [ 30 days AUTO REFILL ] FAST 250k/day BONUS LIKE+++", 30),
    ("TikTok Likes · 30 Day Refill", 30),
    ("Instagram Followers 30-day refill", 30),
    ("Youtube Views | 60 Days Non Drop Refill", 60),
    ("Instagram Followers Refill S77 [ Real Mixed ] [ Refill 99days ] [ 30-50k/day]", 99),
    ("IG Followers | Speed: Up To 50K/Day | Refill: 30 Days Refill Button | MAX 300K ⛔♻️", 30),
    ("Instagram Followers Refill S23 [ refill button 180D ]♻️", 180),
    ("Instagram Followers | Refill: 1 year", 365),
    ("Instagram Followers | Refill Time - 6 months", 180),
    ("Instagram Likes S7 [ Guaranted 30 days ] [ 20k/day ] Real Mixed", 30),
    ("YouTube Watch Hours guarantee 60 days", 60),
    ("Refill for 15 days · TikTok Shares", 15),
    ("𝟑𝟎 𝐃𝐚𝐲𝐬 𝐑𝐞𝐟𝐢𝐥𝐥 · Instagram", 30),
    ("Instagram Followers ³⁰ ᴰᵃʸˢ ♻️", 30),
    ("Instagram Takipçi | 15 günlük telafi", 15),
    ("Reddit Görüntülenmesi | Max 500M | 30 Gün Telafi | ULTRA HIZLI", 30),
    ("Telegram Üyeleri | Max 1M | 7 Gün Garantili", 7),
    ("BlueSky Takipçi | Max 500K | 30 Gün Yenileme", 30),
    ("Takipçi | 3 AY TELAFİLİ", 90),
    ("Надежные лайки (Гарантия 30 дней)", 30),
    ("Подписчики · докрутка 30 дней", 30),
    ("Подписчики (С гарантией восстановления 30 дней)", 30),
    ("Подписчики быстрые (автовосстановление 30 дней, максимум 200 тысяч)", 30),
    ("Подписчики · Гарантия от списаний: 30 дней", 30),
    ("Обычные подписчики (Гарантия 3 месяца)", 90),
    ("Подписчики · 60 дней гарантии", 60),
    ("Подписчики · гарантия 1 год", 365),
    ("Seguidores Mundiais (Garantia 30 Dias)", 30),
    ("Seguidores | Garantia de reposição 30 dias", 30),
    ("Seguidores · 30 días de reposición", 30),
    ("Seguidores · Garantía de recarga 30 días", 30),
    ("TIKTOK FOLLOWERS Server 17 [ refill 30 hari ] [ 100k/day Speed ]", 30),
    ("Telegram - Channel Members Server 14 [ 100K ] Garansi 1 TAHUN", 365),
    ("Tăng Tương Tác Threads giá rẻ bảo hành 30 ngày", 30),
    ("Followers | R60 | 30 Days Refill", 30),
]
LIFETIMES = [
    "Instagram Followers | Low Drop | Lifetime ♻️ | Instant Start",
    "Instagram Followers [High Quality] [Lifetime Refill]",
    "♻️ Lifetime · Instagram",
    "Youtube Views S10 ( Suggested Views ) [ Lifetime Guarantee ] [ 50-70K/day ]",
    "Youtube Views S4 [ Good For Ranking ] Life Time Guaranteed",
    "Instagram Reels views [ Non-Drop] ULTRA FAST 0–5 Minutes Start Life-timeRefill♻️",
    "Youtube Short Views Server 5 [Refill Lifetime] [Start Time:0 -24 Hours]",
    "Youtube Views 25 [ Lifetime ] No Drop [ Best ]",
    "VIP качество (Пожизненная гарантия восстановления)",
    "Instagram Takipçi | Max 5M | Ömür Boyu Garantili | 500K/Gün",
    "Instagram Takipçi | Max 100K | Eski Hesaplar | Ömür Boyu",
    "Seguidores | Reposição Vitalícia",
    "Seguidores | Garantía de por vida",
]
SIGNS = [
    "Instagram Likes | Real | Max 50k | 10k-50k/Day | Non Drop |♻️",
    "TikTok Followers [ Max 1M ] | Refill Button Active",
    "Spotify » Saves [ Refill ]",
    "Instagram Followers [Guaranteed]",
    "Youtube Like 6 [ Best Seller ][ AUTO Refill ]♻️",
    "30K followers refill",
    "365K ♻️",
    "R1 | Max 30K | Refill",
    "Refill | 0-30 min start",
    "0-30 min start refill",
    "Refill 1-3 days",
    "Members [ 30 - 90Days Refill ]",
    "Refill after 3 days",
    "Refill S30 | 10K/1 Day",
    "5K/30 days refill",
    "R$30 refill",
    "0 days refill",
    "9999 days refill",
    "100 years refill",
    "Drop ❌ Refill ✅",
    "YouTube Abone | Telafi+İptal",
    "Refill | 30 Days",
]
SILENT = [
    "",
    "─" * 24,
    "Instagram Likes | HQ | Max 30K | Day 365K",
    "Telegram Premium Members | Premium Accounts | Non Drop | Day 50K [ 45 Days ⭐ ]",
    "Telegram Members | 30 Days Non Drop | Day 50K",
    "Twitch Live Stream Views [ Max 10K ] | Userlist | 10% Drop | 1 Day",
    "Instagram Beğeni | Max 500K | HQ | 30 Gün",
    "YouTube Social Shares | Retention: Lifetime 🔐 | Drop: Non-Drop ✅",
    "Telegram Premium Bot Start | Lifetime Premium | Instant Start",
    "Server R5 | Instagram Views",
    "NR Music playlist plays",
    "SNR | HR24 | Max 30",
    "Recarga Free Fire 100",
    "Chunked prefill 30",
]


def words(name: str, flag: Flag = Flag.UNKNOWN) -> tuple[RefillKind, int | None]:
    promise = refill_promise(name, "", "", flag)
    assert promise.by_button is flag
    return promise.kind, promise.days


@pytest.mark.parametrize("name", SOLD_WITHOUT)
def test_names_that_say_no_refill(name: str) -> None:
    assert words(name) == (K.NONE, None)
    assert words(name, Flag.NO) == (K.NONE, None)


@pytest.mark.parametrize("name", SOLD_WITHOUT)
def test_no_refill_against_the_flag_is_no_promise_and_no_denial(name: str) -> None:
    assert words(name, Flag.YES) == (K.UNKNOWN, None)


@pytest.mark.parametrize("flag", Flag)
@pytest.mark.parametrize(("name", "days"), WINDOWS)
def test_windows_in_names(name: str, days: int, flag: Flag) -> None:
    assert words(name, flag) == (K.DAYS, days)


@pytest.mark.parametrize("flag", Flag)
@pytest.mark.parametrize("name", LIFETIMES)
def test_refills_for_life(name: str, flag: Flag) -> None:
    assert words(name, flag) == (K.LIFETIME, None)


@pytest.mark.parametrize("flag", Flag)
@pytest.mark.parametrize("name", SIGNS)
def test_signs_without_a_window(name: str, flag: Flag) -> None:
    assert words(name, flag) == (K.UNSAID, None)


@pytest.mark.parametrize("name", SILENT)
def test_where_the_words_are_silent_the_flag_speaks(name: str) -> None:
    assert words(name) == (K.UNKNOWN, None)
    assert words(name, Flag.YES) == (K.UNSAID, None)
    assert words(name, Flag.NO) == (K.NONE, None)


@pytest.mark.parametrize(
    ("name", "category", "description", "kind", "days"),
    [
        ("Instagram S1", "Instagram [ 365 Days ♻️ ]", "", K.DAYS, 365),
        ("Instagram S1", "Instagram Likes [ No Refill ⚠️ ]", "", K.NONE, None),
        ("Instagram ♻️", "Instagram [ 60 Days ♻️ ]", "", K.DAYS, 60),
        ("Instagram ♻️", "Instagram [ No Refill ]", "", K.UNSAID, None),
        ("Instagram | No Refill", "TikTok Followers ♻️", "", K.NONE, None),
        ("Instagram | 30 Days ♻️", "Instagram [ No Refill ]", "", K.DAYS, 30),
        ("Instagram | 30 Days ♻️", "", "Refill: Lifetime", K.DAYS, 30),
        ("Instagram", "", "Speed: 5K/Day\r\nRefill: 30 days\r\nQuality: real", K.DAYS, 30),
        ("Instagram", "", "⏱ Start: 1 hour\n✅ Guarantee: Lifetime Refill", K.LIFETIME, None),
        ("Instagram", "", "✅ Refill: Yes (Lifetime Guarantee)", K.LIFETIME, None),
        ("Instagram", "", "- Refill Time : 60 days ♻️", K.DAYS, 60),
        ("Instagram", "", "⊚ Refill Button : No", K.NONE, None),
        ("Instagram", "", "- Refill-Period:No Refill", K.NONE, None),
        ("Instagram Refill", "", "Warranty 90 days", K.DAYS, 90),
        ("Instagram", "", "No refill if the account is private.", K.UNKNOWN, None),
        ("Instagram", "", "If it drops within 30 days, ask for a refill.", K.UNKNOWN, None),
        (
            "Instagram",
            "",
            "Before you ask for a refill write to us: we answer within 2 days " * 2,
            K.UNKNOWN,
            None,
        ),
        ("Instagram", "", "Use the refill button.", K.UNKNOWN, None),
    ],
)
def test_the_name_speaks_before_the_category_and_the_description(
    name: str, category: str, description: str, kind: RefillKind, days: int | None
) -> None:
    promise = refill_promise(name, category, description, Flag.UNKNOWN)
    assert (promise.kind, promise.days) == (kind, days)


NAMES = st.lists(
    st.sampled_from(["♻️", "Refill", "No", "30", "days", "R365", "-", ":", "|", "Lifetime", "9999"])
    | st.text(max_size=8),
    max_size=40,
).map(" ".join)


@given(NAMES, NAMES, NAMES, st.sampled_from(Flag))
def test_any_text_is_read(name: str, category: str, description: str, flag: Flag) -> None:
    promise = refill_promise(name, category, description, flag)
    assert (promise.days is not None) is (promise.kind is K.DAYS)
    assert promise.days is None or 1 <= promise.days <= 3650
    assert promise.by_button is flag


@given(st.integers(1, 3650), st.sampled_from(["{} Days Refill", "♻️ {} Days", "Refill: {}d"]))
def test_every_window_is_found(days: int, form: str) -> None:
    assert words(f"TikTok Likes | {form.format(days)} | Max 5K") == (K.DAYS, days)


@pytest.mark.parametrize("part", ["♻", "♻ ", "refill - ", "❌", "30 days ", "auto ", "re"])
def test_no_name_takes_for_ever(part: str) -> None:
    refill_promise(part * 20_000, part * 20_000, part * 20_000, Flag.YES)


def ended(ago: timedelta) -> datetime:
    return NOW - ago


def last(state: RefillState, ago: timedelta, notice: timedelta | None = None) -> LastRefill:
    return LastRefill(state, NOW - ago, None if notice is None else NOW - notice)


@pytest.mark.parametrize("state", S)
def test_only_delivered_orders_are_refilled(state: OrderState) -> None:
    found = refill_decision(state, THIRTY, now=NOW, ended_at=ended(2 * DAY))
    if state in {S.COMPLETED, S.PARTIAL}:
        assert found == RefillDecision(True, R.OK, NOW + 28 * DAY, 28 * DAY)
    else:
        assert found == RefillDecision(False, R.NOT_ENDED)


@pytest.mark.parametrize(
    ("ago", "reason", "at", "left"),
    [
        (timedelta(), R.TOO_EARLY, NOW + DAY, 30 * DAY),
        (23 * HOUR, R.TOO_EARLY, NOW + HOUR, 30 * DAY - 23 * HOUR),
        (24 * HOUR, R.OK, NOW + 29 * DAY, 29 * DAY),
        (30 * DAY - HOUR, R.OK, NOW + HOUR, HOUR),
        (30 * DAY, R.OVER, NOW, None),
        (90 * DAY, R.OVER, NOW - 60 * DAY, None),
    ],
)
def test_a_window_opens_a_day_after_the_end_and_closes(
    ago: timedelta, reason: RefillReason, at: datetime, left: timedelta | None
) -> None:
    found = refill_decision(S.COMPLETED, THIRTY, now=NOW, ended_at=ended(ago))
    assert found == RefillDecision(reason is R.OK, reason, at, left)


@pytest.mark.parametrize("kind", [K.LIFETIME, K.UNSAID, K.UNKNOWN])
def test_without_a_window_only_the_wait_counts(kind: RefillKind) -> None:
    promise = RefillPromise(kind, by_button=Flag.UNKNOWN)
    early = refill_decision(S.COMPLETED, promise, now=NOW, ended_at=ended(HOUR))
    assert early == RefillDecision(False, R.TOO_EARLY, NOW + 23 * HOUR)
    for ended_at in (ended(DAY), ended(5000 * DAY), None):
        found = refill_decision(S.COMPLETED, promise, now=NOW, ended_at=ended_at)
        assert found == RefillDecision(True, R.OK)


@pytest.mark.parametrize("state", RefillState)
def test_one_refill_at_a_time(state: RefillState) -> None:
    found = refill_decision(
        S.COMPLETED, THIRTY, now=NOW, ended_at=ended(9 * DAY), last=last(state, 3 * DAY)
    )
    assert found.reason is (R.OK if state in REFILL_ENDED else R.RUNNING)
    assert found.left == 21 * DAY


@pytest.mark.parametrize(
    ("newest", "reason", "at"),
    [
        (last(RefillState.COMPLETED, 23 * HOUR, 20 * HOUR), R.TOO_EARLY, NOW + HOUR),
        (last(RefillState.COMPLETED, 25 * HOUR, HOUR), R.OK, NOW + 21 * DAY),
        (last(RefillState.CANCELED, 2 * HOUR, HOUR), R.TOO_EARLY, NOW + 22 * HOUR),
        (last(RefillState.REJECTED, 2 * HOUR, HOUR), R.TOO_EARLY, NOW + 22 * HOUR),
        (last(RefillState.REJECTED, 2 * DAY, HOUR / 2), R.COOLDOWN, NOW + HOUR / 2),
        (last(RefillState.REFUSED, HOUR / 2, HOUR / 4), R.COOLDOWN, NOW + 3 * HOUR / 4),
        (last(RefillState.REFUSED, HOUR / 2), R.COOLDOWN, NOW + HOUR / 2),
        (last(RefillState.REFUSED, HOUR), R.OK, NOW + 21 * DAY),
        (last(RefillState.UNKNOWN, HOUR / 2), R.COOLDOWN, NOW + HOUR / 2),
        (last(RefillState.UNKNOWN, 2 * HOUR), R.OK, NOW + 21 * DAY),
    ],
)
def test_the_next_request_waits_for_the_last(
    newest: LastRefill, reason: RefillReason, at: datetime
) -> None:
    found = refill_decision(S.PARTIAL, THIRTY, now=NOW, ended_at=ended(9 * DAY), last=newest)
    assert found == RefillDecision(reason is R.OK, reason, at, 21 * DAY)


def test_no_wait_eats_the_rest_of_a_window() -> None:
    taken = last(RefillState.COMPLETED, 2 * HOUR)
    found = refill_decision(
        S.COMPLETED, THIRTY, now=NOW, ended_at=ended(30 * DAY - 3 * HOUR), last=taken
    )
    assert found == RefillDecision(True, R.OK, NOW + 3 * HOUR, 3 * HOUR)
    one_day = RefillPromise(K.DAYS, 1, Flag.YES)
    assert refill_decision(S.COMPLETED, one_day, now=NOW, ended_at=ended(HOUR)).allowed
    refused = last(RefillState.REFUSED, HOUR / 2)
    again = refill_decision(S.COMPLETED, one_day, now=NOW, ended_at=ended(HOUR), last=refused)
    assert again == RefillDecision(False, R.COOLDOWN, NOW + HOUR / 2, 23 * HOUR)


def test_the_pause_may_be_the_panels_own() -> None:
    def reason(wait: timedelta, ago: timedelta, newest: LastRefill | None = None) -> RefillReason:
        return refill_decision(
            S.COMPLETED, THIRTY, now=NOW, ended_at=ended(ago), last=newest, wait=wait
        ).reason

    assert reason(2 * HOUR, HOUR) is R.TOO_EARLY
    assert reason(2 * HOUR, 2 * HOUR) is R.OK
    assert reason(timedelta(), timedelta()) is R.OK
    taken = last(RefillState.COMPLETED, HOUR)
    assert reason(2 * HOUR, 9 * DAY, taken) is R.TOO_EARLY
    assert reason(HOUR, 9 * DAY, taken) is R.OK
    assert reason(timedelta(), 9 * DAY, last(RefillState.REFUSED, HOUR / 2)) is R.COOLDOWN


def test_a_refusal_for_good_counts_for_a_month() -> None:
    assert not is_remembered(None, NOW)
    assert is_remembered(NOW, NOW)
    assert is_remembered(NOW - 30 * DAY + HOUR, NOW)
    assert not is_remembered(NOW - 30 * DAY, NOW)


def test_which_kinds_promise_anything() -> None:
    assert {kind for kind in K if RefillPromise(kind).is_made} == {K.DAYS, K.LIFETIME, K.UNSAID}


@pytest.mark.parametrize(
    ("promise", "disabled", "state", "ago", "expected"),
    [
        (RefillPromise(K.NONE), False, S.COMPLETED, DAY, RefillDecision(False, R.NO_REFILL)),
        (RefillPromise(K.NONE), True, S.PENDING, None, RefillDecision(False, R.NO_REFILL)),
        (
            RefillPromise(K.DAYS, 30, Flag.NO),
            False,
            S.COMPLETED,
            DAY,
            RefillDecision(False, R.DISABLED_BY_PANEL, NOW + 29 * DAY, 29 * DAY),
        ),
        (
            RefillPromise(K.LIFETIME, by_button=Flag.NO),
            False,
            S.IN_PROGRESS,
            None,
            RefillDecision(False, R.DISABLED_BY_PANEL),
        ),
        (
            THIRTY,
            True,
            S.COMPLETED,
            HOUR,
            RefillDecision(False, R.DISABLED_BY_PANEL, NOW + 30 * DAY - HOUR, 30 * DAY - HOUR),
        ),
        (THIRTY, True, S.COMPLETED, 31 * DAY, RefillDecision(False, R.OVER, NOW - DAY)),
        (
            RefillPromise(K.UNKNOWN, by_button=Flag.YES),
            False,
            S.PARTIAL,
            DAY,
            RefillDecision(True, R.OK),
        ),
    ],
)
def test_what_no_request_can_bring(
    promise: RefillPromise,
    disabled: bool,
    state: OrderState,
    ago: timedelta | None,
    expected: RefillDecision,
) -> None:
    ended_at = None if ago is None else ended(ago)
    found = refill_decision(state, promise, now=NOW, ended_at=ended_at, disabled=disabled)
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Refill is disabled for this service",
        "refill_disabled",
        "Refill has been disabled",
        "This service does not support refill",
        "Service does not support refills.",
        "This service doesn’t support refill",
        "Refill not available for this service.",
        "refill is not available for this service",
        "Refill not allowed for this service",
        "Refill is not supported by this service",
        "No refill for this service",
        "This service is not refillable",
        "This service has no refill",
    ],
)
def test_refusals_for_good(text: str) -> None:
    assert is_disabled_for_service(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The order was completed or refill was requested less than 24 hours ago",
        "The order is not completed",
        "The refill task is not completed for this order",
        "Refill not allowed",  # one panel's answer to whoever asks too early
        "Refill is not available",
        "is_not_available",
        "Refill not available for this service yet, try again in 12 hours",
        "Refill is temporarily disabled",
        "Refill is disabled for this order",
        "Order not eligible for refill.",
        "Order not found or not eligible for refill",
        "Order is not eligible for refill yet",
        "Refill period has expired",
        "Refill already in progress",
        "Drop not detected",
        "No drop: not eligible for refill",
        "Incorrect order ID",
        "Refill not found",
        "Invalid Request",
        "Disabled service ID",
    ],
)
def test_refusals_for_now_or_for_this_order(text: str) -> None:
    assert not is_disabled_for_service(text)


def test_every_kind_and_reason_has_words() -> None:
    def placeholders(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert set(PROMISE_LABELS) == set(K)
    assert set(REASON_LABELS) == set(R)
    assert {k for k, text in PROMISE_LABELS.items() if placeholders(text)} == {K.DAYS}
    timed = {reason for reason, text in REASON_LABELS.items() if placeholders(text) == {"at"}}
    assert timed == {R.TOO_EARLY, R.OVER, R.COOLDOWN}


def test_the_waits() -> None:
    assert (BETWEEN_REQUESTS, AFTER_A_REFUSAL) == (DAY, HOUR)


@pytest.mark.parametrize("sign", ["♻", "♻️ ", "♻😀", "refill ", "30 days ", "🚫♻"])
def test_long_rows_of_signs_are_read_at_once(sign: str) -> None:
    line = (sign * 60)[:60]
    began = process_time()
    in_name(sign * 50_000)
    in_description(f"{line}\n" * 3_000)
    assert process_time() - began < 1.0
