"""Telegram Stars: invoices in private chats, and Telegram's own list of what was paid.

Facts: https://core.telegram.org/bots/payments-stars and docs/telegram.md.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from telegram import (
    LabeledPrice,
    StarTransaction,
    TransactionPartnerUser,
)
from telegram.constants import InvoiceLimit
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.core.database.engine import Database
from bot.core.languages import Catalogues
from bot.core.telegram.errors import Failure, meaning
from bot.payments.gateways.languages import translator_of
from bot.payments.rules.gateways import (
    Balance,
    GatewayAwayError,
    GatewayRefusedError,
    GivenBack,
    Invoice,
    Opened,
    Reading,
    Received,
    Transaction,
)
from bot.payments.rules.methods import STAR_CURRENCY, STARS
from bot.wallet.rules.units import from_units

PAGE = 100
"""The most transactions of one answer."""
AGAIN = 50
"""So many are read again each time: nobody promises that their order stays as it is."""
ALREADY_REFUNDED = "charge_already_refunded"
"""Telegram's word for a charge that was given back, also by the very call that is answered so
(https://github.com/tdlib/telegram-bot-api/issues/690)."""
_FOR_NOW = frozenset({Failure.FLOOD, Failure.AWAY})
_NANO = Decimal("0.000000001")


class StarsGateway:
    """Asks Telegram for Stars, as one of a bot's gateways."""

    code = STARS

    def __init__(self, bot: ExtBot[Any], database: Database, catalogues: Catalogues) -> None:
        self._bot = bot
        self._database = database
        self._catalogues = catalogues

    async def open(self, invoice: Invoice) -> Opened:
        """Send an invoice to who pays; a copy that is passed on opens the bot instead."""
        t = await translator_of(self._database, self._catalogues, invoice.pay_in)
        amount = t.money(from_units(invoice.units), invoice.currency)
        title = t.plain("Top up by {amount}", amount=amount)
        text = t.plain("{amount} is added to the wallet when this is paid.", amount=amount)
        try:
            await self._bot.send_invoice(
                invoice.pay_in,
                title=title[: InvoiceLimit.MAX_TITLE_LENGTH],
                description=text[: InvoiceLimit.MAX_DESCRIPTION_LENGTH],
                payload=invoice.key,
                currency=STAR_CURRENCY,
                prices=[LabeledPrice(title, int(invoice.due))],
                start_parameter="wallet",
            )
        except TelegramError as error:
            raise _failure(error) from error
        return Opened()

    async def poll(self, external_ids: Sequence[str]) -> Sequence[Received]:
        """Return nothing: Telegram tells of payments itself, and `read` finds what was missed."""
        del external_ids
        return ()

    async def read(self, cursor: str) -> Reading:
        """Return a page of the bot's transactions, the oldest first; the cursor counts them."""
        start = max(0, int(cursor or 0) - AGAIN)
        try:
            found = await self._bot.get_star_transactions(offset=start, limit=PAGE)
        except TelegramError as error:
            raise _failure(error) from error
        rows = found.transactions
        received, given_back, other = [], [], []
        for row in rows:
            if payment := _received(row):
                received.append(payment)
            elif isinstance(row.receiver, TransactionPartnerUser):
                given_back.append(GivenBack(STARS, row.id, _stars(row), STAR_CURRENCY, row.date))
            else:
                amount = _stars(row) if row.source is not None else -_stars(row)
                other.append(Transaction(row.id, amount, STAR_CURRENCY, row.date))
        return Reading(received, given_back, str(start + len(rows)), len(rows) < PAGE, other)

    async def balance(self) -> Balance:
        """Return how many Stars the bot has; fewer than none after chargebacks."""
        try:
            found = await self._bot.get_my_star_balance()
        except TelegramError as error:
            raise _failure(error) from error
        nano = (found.nanostar_amount or 0) * _NANO
        return Balance(found.amount + nano, STAR_CURRENCY)

    async def refund(self, payer_id: int, external_id: str) -> None:
        """Give a payment back, wholly: Telegram knows no other way."""
        try:
            await self._bot.refund_star_payment(payer_id, external_id)
        except BadRequest as error:
            if ALREADY_REFUNDED not in error.message.lower():
                raise GatewayRefusedError(error.message) from error
        except TelegramError as error:
            raise _failure(error) from error


def _failure(error: TelegramError) -> GatewayAwayError | GatewayRefusedError:
    is_passing = meaning(error) in _FOR_NOW
    return GatewayAwayError(str(error)) if is_passing else GatewayRefusedError(str(error))


def _received(row: StarTransaction) -> Received | None:
    """Return a payment of somebody for an invoice of the bot; `None`: it is something else."""
    payer = row.source
    if not isinstance(payer, TransactionPartnerUser):
        return None
    return Received(
        method=STARS,
        external_id=row.id,
        key=payer.invoice_payload or "",
        payer_id=payer.user.id,
        amount=_stars(row),
        currency=STAR_CURRENCY,
        paid_at=row.date,
    )


def _stars(row: StarTransaction) -> Decimal:
    return row.amount + (row.nanostar_amount or 0) * _NANO
