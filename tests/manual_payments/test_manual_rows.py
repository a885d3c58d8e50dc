"""Payments by hand in the database: decided once, by whom may, and booked to the unit."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from bot.chats.rules.forgetting import pseudonym_of
from bot.core.database.engine import Database
from bot.core.errors import InputError
from bot.core.outbox.tables import OutboxMessage
from bot.manual_payments.outbox import ManualMessage
from bot.manual_payments.rules.amounts import credit_for, due_for, split
from bot.manual_payments.rules.proofs import Decision, Obstacle, Picture, read_reference
from bot.manual_payments.rules.words import read_currency, read_limit, read_percent
from bot.manual_payments.service import beginning, deciding, methods, proofs
from bot.manual_payments.service.beginning import Beginning
from bot.manual_payments.service.deciding import Approving
from bot.manual_payments.service.proofs import Sent
from bot.manual_payments.tables import ManualMethod, Proof
from bot.payments.rules.methods import manual_method
from bot.payments.rules.states import PaymentState, TopUpState
from bot.payments.service import top_ups
from bot.payments.service.top_ups import TopUpRequest
from bot.payments.tables import Payment, TopUp
from bot.pricing.service import exchange
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.tables import Account
from tests.proof import first_quick
from tests.wallet.books import NOW, USD, prove

OWNERS = (1001, 1002)
AMOUNT = 50_000
PICTURE = Picture("file", "unique", "digest", is_document=False)


async def a_method(database: Database, percent: str = "0", **fields: bool) -> str:
    async with database.begin() as session:
        method = await methods.add(session, "Bank", USD)
        method.text, method.is_on, method.percent = "IBAN", True, Decimal(percent)
        method.wants_picture = fields.get("picture", True)
        method.wants_reference = fields.get("reference", False)
        return manual_method(method.id)


async def begun(database: Database, code: str, person: int = 7, units: int = AMOUNT) -> int:
    async with database.begin() as session:
        offer = await methods.quote(session, code, units, USD)
        assert offer is not None
        with_ = f"{code}:{person}:{units}:{len((await session.execute(select(TopUp))).all())}"
        request = TopUpRequest(person, 1, person, USD, with_, is_group=False)
        return (await top_ups.begin(session, request, offer, NOW)).id


async def sent(
    database: Database,
    code: str,
    person: int = 7,
    what: Sent | None = None,
    units: int = AMOUNT,
    now: datetime = NOW,
) -> int:
    """Send a proof of a new top-up; return its number."""
    top_up_id = await begun(database, code, person, units)
    async with database.begin() as session:
        it = await proofs.take(
            session, top_up_id, person, what or Sent(PICTURE), owners=OWNERS, now=now
        )
        assert it is not None
        assert it.proof is not None
        return it.proof.id


async def approve(
    database: Database, number: int, by: int = OWNERS[0], amount: str | None = None
) -> Approving | None:
    """Approve as an owner's tap does; `None`: it was decided before."""
    async with database.begin() as session:
        it = await deciding.lock(session, number)
        assert it is not None
        if it.proof.decision is not None:
            return None
        arrived = it.amount if amount is None else Decimal(amount)
        name = f"Owner {by}"
        return await deciding.approve(
            session, it, arrived, by=by, name=name, owners=OWNERS, now=NOW
        )


async def refuse(database: Database, number: int, at: datetime = NOW) -> None:
    async with database.begin() as session:
        it = await deciding.lock(session, number)
        assert it is not None
        await deciding.refuse(session, it, "not there", "Olivia", at)


async def obstacle(
    database: Database,
    code: str,
    now: datetime = NOW,
    units: int = AMOUNT,
    *,
    person_id: int = 7,
    pays: bool = True,
    top_up_id: int = 0,
) -> Obstacle | None:
    it = Beginning(person_id, code, units, pays=pays, top_up_id=top_up_id)
    async with database.begin() as session:
        return await beginning.obstacle(session, it, now)


@pytest.mark.parametrize("payer", [7, None])
async def test_what_a_person_has_paid_before_counts_whoever_the_gateway_names(
    database: Database, payer: int | None
) -> None:
    code = await a_method(database)
    await approve(database, await sent(database, code))
    await approve(database, await sent(database, code, person=8))
    async with database.begin() as session:
        first = update(Payment).where(col(Payment.payer_id) == 7)
        await session.execute(first.values(payer_id=payer))  # Crypto Pay does not say who has paid
    second = await sent(database, code)
    async with database.begin() as session:
        shown = await deciding.review(session, second)
    assert shown is not None
    assert (shown.history.payments, shown.history.paid) == (1, AMOUNT)


@pytest.mark.parametrize("taps", first_quick(1, [20, 200]))
async def test_a_proof_is_approved_once_by_whomever_at_once(database: Database, taps: int) -> None:
    number = await sent(database, await a_method(database))
    tries = (approve(database, number, OWNERS[tap % 2]) for tap in range(taps))
    found = Counter(await asyncio.gather(*tries))
    assert found == {Approving.DONE: 1, None: taps - 1}
    books = await prove(database)
    assert [(it.amount, it.key) for it in books.transfers] == [(AMOUNT, "transfer:1")]
    async with database.read() as session:
        (payment,) = (await session.execute(select(Payment))).scalars()
        assert (payment.state, payment.units) == (PaymentState.CREDITED, AMOUNT)
        assert (await session.get_one(TopUp, 1)).state is TopUpState.PAID


async def test_one_yes_and_one_no_at_once_are_one_decision(database: Database) -> None:
    number = await sent(database, await a_method(database))

    async def no() -> None:
        async with database.begin() as session:
            it = await deciding.lock(session, number)
            if it is not None and it.proof.decision is None:
                await deciding.refuse(session, it, "no", "Olivia", NOW)

    await asyncio.gather(approve(database, number), no(), no(), approve(database, number))
    async with database.read() as session:
        proof, top_up = await session.get_one(Proof, number), await session.get_one(TopUp, 1)
    is_paid = proof.decision is Decision.APPROVED
    assert top_up.state is (TopUpState.PAID if is_paid else TopUpState.REFUSED)
    assert len((await prove(database)).transfers) == int(is_paid)


async def test_nobody_approves_their_own(database: Database) -> None:
    number = await sent(database, await a_method(database), person=OWNERS[0])
    assert await approve(database, number, OWNERS[0]) is Approving.OWN
    assert (await prove(database)).transfers == []
    assert await approve(database, number, OWNERS[1]) is Approving.DONE


async def test_above_a_sum_two_owners_approve_the_same(database: Database) -> None:
    number = await sent(database, await a_method(database))
    async with database.begin() as session:
        (await methods.lock_settings(session)).two_owners_from = AMOUNT
    assert await approve(database, number, OWNERS[0]) is Approving.FIRST
    assert await approve(database, number, OWNERS[0]) is Approving.AGAIN
    assert await approve(database, number, OWNERS[1], "6") is Approving.FIRST  # another amount
    assert (await prove(database)).transfers == []
    assert await approve(database, number, OWNERS[0], "6") is Approving.DONE
    assert [it.amount for it in (await prove(database)).transfers] == [60_000]
    async with database.read() as session:
        proof = await session.get_one(Proof, number)
    assert proof.approved_by == [OWNERS[1], OWNERS[0]]
    assert proof.decided_by == "Owner 1002, Owner 1001"


async def test_below_the_sum_one_owner_suffices(database: Database) -> None:
    number = await sent(database, await a_method(database))
    async with database.begin() as session:
        (await methods.lock_settings(session)).two_owners_from = AMOUNT + 1
    assert await approve(database, number) is Approving.DONE


@pytest.mark.parametrize(
    ("percent", "arrived", "cash", "fees", "promo", "wallet"),
    [
        ("0", None, -50_000, 0, 0, 50_000),
        ("5", None, -52_500, 2_500, 0, 50_000),
        ("-10", None, -50_000, 0, -5_000, 55_000),
        ("5", "2.10", -21_000, 1_000, 0, 20_000),
        ("-10", "100", -1_000_000, 0, -100_000, 1_100_000),
    ],
)
async def test_fee_and_bonus_are_booked(
    database: Database,
    percent: str,
    arrived: str | None,
    cash: int,
    fees: int,
    promo: int,
    wallet: int,
) -> None:
    number = await sent(database, await a_method(database, percent))
    assert await approve(database, number, amount=arrived) is Approving.DONE
    books = await prove(database)
    kinds = (AccountKind.CASH, AccountKind.FEES, AccountKind.PROMO)
    assert tuple(books.of_kind(it) for it in kinds) == (cash, fees, promo)
    assert [it.posted for it in books.wallets()] == [wallet]


async def test_a_reference_is_its_first_users_and_a_hit_for_others(database: Database) -> None:
    code = await a_method(database, picture=False, reference=True)
    first = await sent(database, code, 7, Sent(reference="AB12"))
    second = await sent(database, code, 8, Sent(reference="AB12"))
    async with database.read() as session:
        rows = (await session.execute(select(Proof).order_by(col(Proof.id)))).scalars().all()
        assert [it.claimed for it in rows] == ["AB12", None]
        review = await deciding.review(session, second)
    assert review is not None
    assert [it.number for it in review.hits.reference] == [first]
    assert [it.number for it in review.hits.amount] == [first]
    await refuse(database, first)
    third = await sent(database, code, 9, Sent(reference="AB12"))
    async with database.read() as session:
        assert (await session.get_one(Proof, third)).claimed == "AB12"


async def test_of_many_who_send_a_reference_at_once_one_has_it(database: Database) -> None:
    code = await a_method(database, picture=False, reference=True)
    ids = [await begun(database, code, person) for person in range(20, 30)]

    async def take(top_up_id: int, person: int) -> None:
        async with database.begin() as session:
            what = Sent(reference="X1")
            await proofs.take(session, top_up_id, person, what, owners=OWNERS, now=NOW)

    await asyncio.gather(*(take(it, 20 + at) for at, it in enumerate(ids)))
    async with database.read() as session:
        claimed = (await session.execute(select(col(Proof.claimed)))).scalars().all()
    assert Counter(claimed) == {"X1": 1, None: 9}


async def test_the_same_picture_and_amount_are_hits(database: Database) -> None:
    code = await a_method(database)
    first = await sent(database, code, 7)
    other = Picture("file2", "unique2", "digest", is_document=True)
    second = await sent(database, code, 8, Sent(other), now=NOW + timedelta(minutes=61))
    async with database.read() as session:
        review = await deciding.review(session, second)
    assert review is not None
    assert [it.number for it in review.hits.picture] == [first]
    assert review.hits.amount == []  # more than an hour lies between


async def test_so_much_may_be_open_and_refused(database: Database) -> None:
    codes = [await a_method(database) for _ in range(4)]
    for code in codes[:3]:
        assert await obstacle(database, code) is None
        await sent(database, code)
    assert await obstacle(database, codes[0]) is Obstacle.OPEN_HERE
    assert await obstacle(database, codes[3]) is Obstacle.OPEN_ELSEWHERE
    for number in (1, 2, 3):
        await refuse(database, number)
    assert await obstacle(database, codes[3]) is Obstacle.PAUSED
    assert await obstacle(database, codes[3], NOW + timedelta(hours=25)) is None


async def begun_in_group(database: Database, code: str, units: int = AMOUNT) -> TopUp:
    """Return a group's top-up that the person 7 has begun and nobody pays yet."""
    async with database.begin() as session:
        offer = await methods.quote(session, code, units, USD)
        assert offer is not None
        request = TopUpRequest(-100, 1, 7, USD, code, is_group=True)
        return await top_ups.begin(session, request, offer, NOW)


async def test_in_a_group_an_open_one_is_that_of_who_asked_until_somebody_pays_it(
    database: Database,
) -> None:
    code = await a_method(database)
    row = await begun_in_group(database, code)
    assert row.state is TopUpState.CHOSEN
    assert await obstacle(database, code) is Obstacle.OPEN_HERE
    assert await obstacle(database, code, top_up_id=row.id) is None  # to pay this very one
    assert await obstacle(database, code, person_id=8) is None
    async with database.begin() as session:
        await top_ups.take_up(session, row.key, 8, NOW)
    assert await obstacle(database, code) is None  # another may sit on it for a day
    assert await obstacle(database, code, person_id=8) is Obstacle.OPEN_HERE


async def test_in_a_group_who_pays_is_held_to_the_limit_of_new_people(database: Database) -> None:
    code = await a_method(database)
    async with database.begin() as session:
        (await methods.lock_settings(session)).first_most = AMOUNT
    asked = await obstacle(database, code, units=AMOUNT + 100, pays=False)
    assert asked is None
    assert await obstacle(database, code, units=AMOUNT + 100) is Obstacle.FIRST


async def test_what_was_not_paid_in_time_is_open_no_more(database: Database) -> None:
    code = await a_method(database)
    top_up_id = await begun(database, code)
    later = NOW + timedelta(hours=24)
    async with database.begin() as session:
        what = Sent(PICTURE)
        assert await proofs.take(session, top_up_id, 7, what, owners=OWNERS, now=later) is None
    assert await obstacle(database, code, later) is None
    async with database.read() as session:
        assert (await session.execute(select(OutboxMessage))).first() is None


async def test_the_first_top_up_of_new_people_has_a_most(database: Database) -> None:
    code = await a_method(database)
    async with database.begin() as session:
        (await methods.lock_settings(session)).first_most = AMOUNT
    assert await obstacle(database, code, units=AMOUNT + 100) is Obstacle.FIRST
    assert await obstacle(database, code, units=AMOUNT) is None
    await approve(database, await sent(database, code))
    assert await obstacle(database, code, units=AMOUNT + 100) is None


async def test_what_was_approved_of_who_was_forgotten_is_nobodys(database: Database) -> None:
    number = await sent(database, await a_method(database))
    async with database.begin() as session:
        nobody = update(Account).where(col(Account.chat_id) == 7).values(chat_id=pseudonym_of(1))
        await session.execute(nobody)
    assert await approve(database, number) is Approving.DONE
    assert (await prove(database)).transfers == []
    async with database.read() as session:
        (payment,) = (await session.execute(select(Payment))).scalars()
        kinds = Counter((await session.execute(select(col(OutboxMessage.kind)))).scalars())
    assert (payment.state, payment.units) == (PaymentState.SUSPENSE, 0)
    assert kinds["alert"] == len(OWNERS)


async def test_a_frozen_wallet_is_credited_all_the_same(database: Database) -> None:
    number = await sent(database, await a_method(database))
    async with database.begin() as session:
        await session.execute(update(Account).values(frozen=True))
    assert await approve(database, number) is Approving.DONE
    assert [it.posted for it in (await prove(database)).wallets()] == [AMOUNT]


async def test_too_little_is_not_approved(database: Database) -> None:
    number = await sent(database, await a_method(database))
    assert await approve(database, number, amount="0.00001") is Approving.NOTHING
    assert (await prove(database)).transfers == []


async def test_owners_are_asked_again_once_their_question_is_answered(database: Database) -> None:
    number = await sent(database, await a_method(database))
    async with database.begin() as session:
        it = await deciding.lock(session, number)
        assert it is not None
        deciding.ask(session, it, "Which bank?", NOW)
    async with database.begin() as session:
        assert await proofs.take_answer(session, 1, "Mine", None, owners=OWNERS, now=NOW)
    await approve(database, number)
    async with database.begin() as session:
        assert not await proofs.take_answer(session, 1, "Hm", None, owners=OWNERS, now=NOW)
    async with database.read() as session:
        kinds = Counter((await session.execute(select(col(OutboxMessage.kind)))).scalars())
    assert kinds[ManualMessage.REVIEW] == 2 * len(OWNERS)
    assert kinds[ManualMessage.ASKED] == 1


async def test_a_method_needs_an_account_and_an_exchange_rate(database: Database) -> None:
    async with database.begin() as session:
        method = await methods.add(session, "Card", "RUB")
        assert await methods.lacks(session, method, USD) == methods.Lacks(text=True, rate=True)
        method.text, method.is_on = "4276", True
    async with database.read() as session:
        assert await methods.on_offer(session, USD) == []
        assert await methods.on_offer(session, "RUB") == [manual_method(1)]
        assert isinstance(await methods.get(session, 1), ManualMethod)


@pytest.mark.parametrize(
    ("currency", "due"), [("JPY", "1516"), ("VND", "1516"), ("EUR", "1515.16"), ("KWD", "1515.16")]
)
async def test_what_is_asked_can_be_paid_in_its_currency(
    database: Database, currency: str, due: str
) -> None:
    code = await a_method(database)
    async with database.begin() as session:
        method = await methods.lock(session, 1)
        assert method is not None
        method.currency = currency
        await exchange.set_rate(session, currency, USD, Decimal("0.0066"), by=1, now=NOW)
    async with database.read() as session:
        offer = await methods.quote(session, code, 100_000, USD)
    assert offer is not None
    assert offer.due == Decimal(due)


@given(
    st.integers(100, 10**9),
    st.decimals("0.001", 1000, places=4).filter(lambda it: it > 0),
    st.integers(-50, 50),
    st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_nobody_gets_more_than_was_offered_nor_pays_less(
    units: int, rate: Decimal, percent: int, currency: str
) -> None:
    due, credit = (
        due_for(units, rate, Decimal(percent), currency),
        credit_for(units, Decimal(percent)),
    )
    found = split(due, due, credit, rate)
    assert found.credited == credit
    assert found.from_paid + found.fee == found.paid
    assert found.from_paid + found.bonus == found.credited
    assert found.paid >= units
    assert split(due / 2, due, credit, rate).credited <= credit


@pytest.mark.parametrize(
    ("typed", "reference"),
    [("ab-12 34", "AB1234"), ("№ 77/8", "NO778"), (" utr:001—2 ", "UTR0012"), ("٣٤", "34")],
)
def test_a_reference_is_compared_as_people_mean_it(typed: str, reference: str) -> None:
    assert read_reference(typed) == reference


@pytest.mark.parametrize("typed", ["", " - ", "x" * 65])
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        read_reference(typed)


def test_what_owners_type_is_read() -> None:
    assert [read_percent(it) for it in ("5", "-5", "2,5 %", "+0")] == [
        Decimal(5),
        Decimal(-5),
        Decimal("2.5"),
        Decimal(0),
    ]
    assert read_currency(" rub ") == "RUB"
    assert [read_limit(it, USD) for it in ("0", "$5", "off")] == [0, 50_000, 0]
    for read, typed in ((read_percent, "51"), (read_percent, "x"), (read_currency, "EURO")):
        with pytest.raises(InputError):
            read(typed)
