"""Telegram Stars at the local Bot API, by python-telegram-bot's own calls and objects."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, LabeledPrice, TransactionPartnerUser, Update
from telegram.constants import TransactionPartnerUser as Kind
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.request import HTTPXRequest

from bot.sandbox.telegram.checkouts import ANSWER_SECONDS
from bot.sandbox.telegram.client import ChatClient, NotPaidError
from bot.sandbox.telegram.model import Message, Person
from bot.sandbox.telegram.screen import NotSeenError
from bot.sandbox.telegram.server import Playground
from bot.sandbox.telegram.stars import Payment
from tests.sandbox.conftest import TOKEN, Api
from tests.sandbox.test_strictness import a_button, keyboard

PAY = {"text": "Pay ⭐", "pay": True}
TOP_UP: dict[str, Any] = {
    "title": "Top up",
    "description": "1.00 USD for your wallet",
    "payload": "t_key",
    "currency": "XTR",
    "prices": [{"label": "Top up", "amount": 77}],
}
OLD = "query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    playground.checkouts.answer_seconds = 60  # a busy machine is no bot that does not answer
    async with a_bot(f"{playground.api_url}/bot") as bot:
        yield bot


@pytest.fixture
def max_(playground: Playground) -> ChatClient:
    person = playground.world.add_person("Max")
    return ChatClient(playground, person, playground.world.private_chat(person))


def a_bot(url: str) -> Bot:
    """Return a bot that loads no certificates: on loopback nothing is encrypted."""
    request, polling = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return Bot(TOKEN, base_url=url, request=request, get_updates_request=polling)


async def invoice(bot: Bot, chat: ChatClient, **fields: Any) -> Message:
    """Send an invoice over 77 Stars, and return it as the person sees it."""
    prices = [LabeledPrice("Top up", 77)]
    sent = await bot.send_invoice(
        chat.chat.id, "Top up", "1.00 USD", "t_key", "XTR", prices, **fields
    )
    return chat.chat.messages[sent.message_id]


async def updates(bot: Bot) -> list[Update]:
    """Return what has come, and acknowledge it."""
    found = list(await bot.get_updates())
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1)
    return found


async def paid(bot: Bot, chat: ChatClient, what: Message | str, *, again: bool = False) -> Payment:
    """Pay, and have the bot agree."""
    await updates(bot)
    paying = asyncio.create_task(chat.pay(what, again=again))
    (asked,) = await bot.get_updates(timeout=30)
    assert asked.pre_checkout_query is not None
    await bot.answer_pre_checkout_query(asked.pre_checkout_query.id, ok=True)
    payment = await paying
    await bot.get_updates(offset=asked.update_id + 1)
    return payment


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, 'parameter "title" is required'),
        ({"description": ""}, 'parameter "description" is required'),
        ({"payload": ""}, 'parameter "payload" is required'),
        ({"currency": ""}, 'parameter "currency" is required'),
        ({"prices": ""}, 'parameter "prices" is required'),
        ({"prices": "x"}, "can't parse prices JSON object"),
        ({"prices": {}}, 'parameter "prices" is required'),
        ({"prices": {"label": "x"}}, "expected an Array of labeled prices"),
        ({"prices": "[]"}, "there must be at least one price"),
        ({"prices": [7]}, "can't parse labeled price: LabeledPrice must be an Object"),
        ({"prices": [{"amount": 7}]}, "can't parse labeled price: Can't find field \"label\""),
        (
            {"prices": [{"label": "", "amount": 7}]},
            "can't parse labeled price: LabeledPrice label must be non-empty",
        ),
        (
            {"prices": [{"label": "x", "amount": 1.5}]},
            'can\'t parse labeled price: Field "amount" must be a valid Number',
        ),
        ({"prices": [{"label": "x", "amount": 0}]}, "total price must be positive"),
        (
            {"prices": [{"label": "x", "amount": 10**12}]},
            "too big amount of the currency specified",
        ),
        ({"prices": [{"label": "x", "amount": 10_001}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "x", "amount": 7}] * 2}, "STARS_INVOICE_INVALID"),
        ({"max_tip_amount": 5}, "STARS_INVOICE_INVALID"),
        (
            {"suggested_tip_amounts": [5]},
            "suggested tip amount can't be bigger than max_tip_amount",
        ),
        ({"currency": "XTS"}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "USD"}, "PAYMENT_PROVIDER_INVALID"),
        ({"provider_token": "1:TEST:x"}, "PAYMENT_PROVIDER_INVALID"),
        ({"payload": "ж" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"title": "x" * 33}, "INVOICE_INVALID"),
        ({"description": "x" * 256}, "INVOICE_INVALID"),
        ({"start_parameter": "a b"}, "START_PARAM_INVALID"),
        ({"reply_markup": keyboard([a_button()])}, "REPLY_MARKUP_BUY_EMPTY"),
        ({"reply_markup": keyboard([a_button()], [PAY])}, "BUTTON_POS_INVALID"),
        ({"reply_markup": keyboard([PAY], [PAY])}, "BUTTON_POS_INVALID"),
        ({"chat_id": 5}, "chat not found"),
    ],
)
async def test_an_invoice_is_refused(
    api: Api, chat: ChatClient, changes: dict[str, Any], reason: str
) -> None:
    answer = await api("sendInvoice", **{"chat_id": chat.chat.id, **TOP_UP, **changes})
    assert answer["description"] == f"Bad Request: {reason}"
    assert chat.bot_messages() == []


async def test_limits_can_be_used_up_to_the_last_character(api: Api, chat: ChatClient) -> None:
    longest = {"title": "ж" * 32, "description": "ж" * 255, "payload": "ж" * 64}
    price = {"prices": [{"label": "x", "amount": 10_000}]}
    answer = await api("sendInvoice", chat_id=chat.chat.id, **TOP_UP | longest | price)
    assert answer["result"]["invoice"]["total_amount"] == 10_000
    assert "text" not in answer["result"]


async def test_a_pay_button_belongs_to_an_invoice(api: Api, chat: ChatClient) -> None:
    where = {"chat_id": chat.chat.id}
    refused = await api("sendMessage", **where, text="x", reply_markup=keyboard([PAY]))
    assert refused["description"] == "Bad Request: BUTTON_TYPE_INVALID"
    buttons = keyboard([PAY], [a_button("cancel", "Cancel")])
    number = (await api("sendInvoice", **where, **TOP_UP, reply_markup=buttons))["result"]
    where["message_id"] = number["message_id"]
    assert number["reply_markup"] == buttons
    refused = await api("editMessageText", **where, text="y")
    assert refused["description"] == "Bad Request: there is no text in the message to edit"
    kept = (await api("editMessageReplyMarkup", **where))["result"]["reply_markup"]
    assert kept == keyboard([{"text": "Pay ⭐️77", "pay": True}])


async def test_a_payment_is_asked_for_made_and_listed(
    bot: Bot, chat: ChatClient, anna: Person, playground: Playground
) -> None:
    message = await invoice(bot, chat)
    await updates(bot)
    paying = asyncio.create_task(chat.pay(message))
    (asked,) = await bot.get_updates(timeout=30)
    query = asked.pre_checkout_query
    assert query is not None
    assert (query.from_user.id, query.currency, query.total_amount) == (anna.id, "XTR", 77)
    assert (query.invoice_payload, asked.effective_chat) == ("t_key", None)
    assert (anna.stars, playground.stars.balance) == (1000, 0)  # nothing is taken yet
    await bot.answer_pre_checkout_query(query.id, ok=True)
    payment = await paying
    (notice,) = await bot.get_updates(offset=asked.update_id + 1)
    assert notice.message is not None
    receipt = notice.message.successful_payment
    assert receipt is not None
    assert (receipt.currency, receipt.total_amount, receipt.invoice_payload) == (
        "XTR",
        77,
        "t_key",
    )
    assert receipt.telegram_payment_charge_id == payment.charge_id == message.receipt
    assert receipt.provider_payment_charge_id == f"{anna.id}_1"
    assert notice.message.from_user is not None
    assert (notice.message.chat.id, notice.message.from_user.id) == (anna.id, anna.id)
    assert (anna.stars, (await bot.get_my_star_balance()).amount) == (923, 77)
    (listed,) = (await bot.get_star_transactions()).transactions
    assert (listed.id, listed.amount, listed.receiver) == (payment.charge_id, 77, None)
    assert isinstance(listed.source, TransactionPartnerUser)
    assert listed.source.transaction_type == Kind.INVOICE_PAYMENT
    assert (listed.source.user.id, listed.source.invoice_payload) == (anna.id, "t_key")


async def test_the_bot_refuses_with_its_reason(
    bot: Bot, chat: ChatClient, anna: Person, api: Api
) -> None:
    message = await invoice(bot, chat)
    await updates(bot)
    paying = asyncio.create_task(chat.pay(message))
    (asked,) = await bot.get_updates(timeout=30)
    query = asked.pre_checkout_query
    assert query is not None
    silent = await api("answerPreCheckoutQuery", pre_checkout_query_id=query.id, ok=False)
    assert silent["description"] == 'Bad Request: parameter "error_message" is required'
    await query.answer(ok=False, error_message="This offer has expired.")
    with pytest.raises(NotPaidError, match=r"This offer has expired\."):
        await paying
    with pytest.raises(BadRequest, match="too old"):
        await query.answer(ok=True)  # its first word counts
    assert (anna.stars, message.receipt) == (1000, None)
    assert (await bot.get_star_transactions()).transactions == ()
    assert len(await bot.get_updates(offset=asked.update_id + 1)) == 0


async def test_a_late_answer_is_an_error_and_the_purchase_is_off(
    bot: Bot, chat: ChatClient, anna: Person, playground: Playground
) -> None:
    assert ANSWER_SECONDS == 10.0
    message = await invoice(bot, chat)
    await updates(bot)
    playground.checkouts.answer_seconds = 0.02
    with pytest.raises(NotPaidError, match="BOT_PRECHECKOUT_TIMEOUT"):
        await chat.pay(message)
    (asked,) = await bot.get_updates()
    assert asked.pre_checkout_query is not None
    with pytest.raises(BadRequest) as late:
        await asked.pre_checkout_query.answer(ok=True)
    assert late.value.message.lower() == OLD.lower()
    assert (anna.stars, playground.stars.balance) == (1000, 0)


async def test_a_bot_that_did_not_ask_for_checkouts_gets_none(
    bot: Bot, chat: ChatClient, playground: Playground
) -> None:
    message = await invoice(bot, chat)
    await updates(bot)
    await bot.get_updates(allowed_updates=["message"])
    playground.checkouts.answer_seconds = 0.02
    with pytest.raises(NotPaidError, match="BOT_PRECHECKOUT_TIMEOUT"):
        await chat.pay(message)
    assert await updates(bot) == []


async def test_too_few_stars_are_refused_before_the_bot_is_asked(
    bot: Bot, chat: ChatClient, anna: Person
) -> None:
    message = await invoice(bot, chat)
    await updates(bot)
    anna.stars = 76
    with pytest.raises(NotPaidError, match="BALANCE_TOO_LOW"):
        await chat.pay(message)
    assert await updates(bot) == []


async def test_an_old_invoice_is_paid_again_and_by_others(
    bot: Bot, chat: ChatClient, max_: ChatClient, playground: Playground
) -> None:
    message = await invoice(bot, chat)
    first = await paid(bot, chat, message)
    with pytest.raises(NotSeenError, match="has become a receipt"):
        await chat.pay(message)
    second = await paid(bot, chat, message, again=True)
    group = playground.world.groups.add("Team", members=[chat.person, max_.person])
    copy = playground.world.forward(chat.person, message, group)
    third = await paid(bot, max_, copy)
    assert copy.receipt is None  # outside of private chats it stays an invoice
    fourth = await paid(bot, max_, copy)
    assert len({one.charge_id for one in (first, second, third, fourth)}) == 4
    assert (chat.person.stars, max_.person.stars) == (1000 - 2 * 77, 1000 - 2 * 77)
    (notice,) = await updates(bot)
    assert notice.message is not None
    assert notice.message.chat.id == max_.person.id  # where the payer talks with the bot


async def test_a_forwarded_copy_can_lead_to_the_bot_instead(
    bot: Bot, chat: ChatClient, max_: ChatClient, playground: Playground
) -> None:
    message = await invoice(bot, chat, start_parameter="wallet")
    copy = playground.world.forward(chat.person, message, max_.chat)
    with pytest.raises(NotSeenError, match="nothing to pay"):
        await max_.pay(copy)
    await max_.follow("Pay", copy)
    (*_, notice) = await updates(bot)
    assert notice.message is not None
    assert notice.message.text == "/start wallet"


async def test_an_invoice_that_was_deleted_is_paid_by_its_copies_only(
    bot: Bot, chat: ChatClient, max_: ChatClient, playground: Playground
) -> None:
    message = await invoice(bot, chat)
    copy = playground.world.forward(chat.person, message, max_.chat)
    await bot.delete_message(chat.chat.id, message.message_id)
    with pytest.raises(NotSeenError, match="nothing to pay"):
        await chat.pay(message, again=True)
    assert (await paid(bot, max_, copy)).person is max_.person


async def test_a_link_is_paid_by_anybody(bot: Bot, chat: ChatClient, max_: ChatClient) -> None:
    prices = [LabeledPrice("Top up", 77)]
    link = await bot.create_invoice_link("Top up", "1.00 USD", "t_key", "XTR", prices)
    assert link.startswith("https://t.me/$")
    payments = [await paid(bot, payer, link) for payer in (chat, max_, max_)]
    assert [payment.person.name for payment in payments] == ["Anna", "Max", "Max"]
    with pytest.raises(NotSeenError, match="nothing to pay"):
        await chat.pay(f"{link}x")


async def test_a_refund_is_whole_and_made_once(
    bot: Bot, chat: ChatClient, anna: Person, max_: ChatClient, api: Api
) -> None:
    payment = await paid(bot, chat, await invoice(bot, chat))
    await updates(bot)
    for user_id, charge_id, reason in (
        (max_.person.id, payment.charge_id, "Charge_not_found"),
        (anna.id, "stx", "Charge_not_found"),
        (0, payment.charge_id, "Invalid user_id specified"),
        (anna.id, "", 'Parameter "telegram_payment_charge_id" is required'),
    ):
        with pytest.raises(BadRequest) as refused:
            await bot.refund_star_payment(user_id, charge_id)
        assert refused.value.message == reason
    assert await bot.refund_star_payment(anna.id, payment.charge_id)
    again = await api(
        "refundStarPayment", user_id=anna.id, telegram_payment_charge_id=payment.charge_id
    )
    assert again["description"] == "Bad Request: CHARGE_ALREADY_REFUNDED"
    (notice,) = await updates(bot)
    assert notice.message is not None
    refunded = notice.message.refunded_payment
    assert refunded is not None
    assert (refunded.total_amount, refunded.invoice_payload) == (77, "t_key")
    assert refunded.telegram_payment_charge_id == payment.charge_id
    assert refunded.provider_payment_charge_id is None
    came, went = (await bot.get_star_transactions()).transactions
    assert (came.id, went.id, went.amount, went.source) == (
        payment.charge_id,
        payment.charge_id,
        77,
        None,
    )
    assert isinstance(went.receiver, TransactionPartnerUser)
    assert (anna.stars, (await bot.get_my_star_balance()).amount) == (1000, 0)


async def test_transactions_are_paged_oldest_first(bot: Bot, playground: Playground) -> None:
    for amount in range(1, 103):
        playground.stars.receive(amount, {"type": "fragment"})

    async def amounts(**page: Any) -> list[int]:
        found = await bot.get_star_transactions(**page)
        return [int(transaction.amount) for transaction in found.transactions]

    assert await amounts() == list(range(1, 101))
    assert await amounts(offset=100, limit=100) == [101, 102]
    assert await amounts(offset=102) == []
    assert await amounts(limit=0) == [1]  # numbers out of range are brought into it
    assert len(await amounts(limit=500)) == 100
    assert await amounts(offset=-5, limit=2) == [1, 2]


async def test_money_leaves_without_a_word(
    bot: Bot, chat: ChatClient, anna: Person, playground: Playground
) -> None:
    payment = await paid(bot, chat, await invoice(bot, chat))
    await updates(bot)
    for state in ("pending", "succeeded", "failed"):
        playground.stars.withdraw(20, state)
    playground.stars.spend(1, {"type": "telegram_ads"})
    playground.stars.charge_back(payment)
    assert await updates(bot) == []
    assert (await bot.get_my_star_balance()).amount == -61
    assert anna.stars == 923  # their bank gave the money back, not Telegram
    *_, ads, back = (await bot.get_star_transactions()).transactions
    assert ads.receiver is not None
    assert (ads.receiver.type, back.id, back.amount) == ("telegram_ads", payment.charge_id, 77)
    with pytest.raises(BadRequest, match="Charge_already_refunded"):
        await bot.refund_star_payment(anna.id, payment.charge_id)


async def test_a_refund_elsewhere_is_announced_or_not(
    bot: Bot, chat: ChatClient, playground: Playground
) -> None:
    for notify in (True, False):
        payment = await paid(bot, chat, await invoice(bot, chat))
        await updates(bot)
        playground.stars.give_back(payment, notify=notify)
        assert len(await updates(bot)) == int(notify)
        with pytest.raises(ValueError, match="given back already"):
            playground.stars.give_back(payment)


async def test_an_answer_is_lost_though_the_call_was_done(
    bot: Bot, chat: ChatClient, playground: Playground
) -> None:
    faults = playground.faults
    faults.add("sendInvoice", times=1, reset=True, after=True)
    with pytest.raises(NetworkError):
        await invoice(bot, chat)
    lost = await chat.wait_for(lambda message: message.invoice is not None)
    payment = await paid(bot, chat, lost)  # who got it can pay
    faults.add("refundStarPayment", times=1, page=True)
    with pytest.raises(NetworkError):
        await bot.refund_star_payment(chat.person.id, payment.charge_id)
    assert not payment.returned
    words = "Bad Request: CHARGE_ALREADY_REFUNDED"
    faults.add("refundStarPayment", times=1, code=400, description=words, after=True)
    with pytest.raises(BadRequest, match="Charge_already_refunded"):
        await bot.refund_star_payment(chat.person.id, payment.charge_id)
    assert payment.returned


async def test_updates_are_repeated_held_back_and_forgotten(
    bot: Bot, chat: ChatClient, playground: Playground
) -> None:
    payment = await paid(bot, chat, await invoice(bot, chat))
    (notice,) = await updates(bot)
    playground.updates.repeat()
    (same,) = await bot.get_updates(offset=notice.update_id + 1)
    assert same.to_dict() == notice.to_dict()
    assert await bot.get_updates(offset=notice.update_id + 1) == ()
    playground.updates.repeat(renumbered=True)
    (other,) = await updates(bot)
    assert (other.message, other.update_id) == (notice.message, notice.update_id + 1)
    playground.updates.hold()
    playground.stars.give_back(payment)
    assert await updates(bot) == []
    playground.updates.release()
    (came,) = await updates(bot)
    assert came.message is not None
    assert came.message.refunded_payment is not None
    playground.updates.hold()
    await chat.say("hello")
    playground.updates.release(forget=True)
    assert await updates(bot) == []
    await chat.say("hello")
    assert len(await updates(bot)) == 1


async def test_the_test_servers_have_an_address_of_their_own() -> None:
    server = Playground(token=TOKEN, test=True)
    await server.start()
    try:
        async with a_bot(f"{server.api_url}/bot{{token}}/test") as bot:
            assert bot.username == "panel_demo_bot"
        with pytest.raises(InvalidToken):
            async with a_bot(f"{server.api_url}/bot"):
                pass
    finally:
        await server.stop()
