"""What the ledger is made of: kinds of accounts and transfers, and why it refuses.

LedgerError
├── RefusedError            the money stays where it is
│   ├── NotEnoughError
│   └── FrozenError
├── KeyReusedError          the key was given to another request
├── NoHoldError
├── HoldEndedError
└── MixedCurrenciesError
"""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum


class AccountKind(StrEnum):
    """Whose money it is; a balance is what was credited less what was debited."""

    WALLET = "wallet"  # a customer's: what the operator owes them
    REVENUE = "revenue"  # what was charged for orders
    CASH = "cash"  # outside of the bot: what was paid in is debited
    STARS = "stars"  # what was paid in Telegram Stars, by what that is worth
    CRYPTO_PAY = "crypto_pay"  # what was paid in by Crypto Pay
    PROMO = "promo"  # what the operator gives away
    FEES = "fees"  # what customers pay on top, for a way to pay
    GATEWAY_FEES = "gateway_fees"  # what gateways keep of what was paid: the operator's expense
    LOSS = "loss"  # charges that nobody pays
    FORFEITED = "forfeited"  # balances of people who wanted to be forgotten


class TransferKind(StrEnum):
    """Why money went from one account to another."""

    CHARGE = "charge"  # for an order
    REFUND = "refund"  # of an order
    CREDIT = "credit"  # an owner's word
    DEBIT = "debit"  # an owner's word
    PAYMENT = "payment"  # the customer has paid in
    PAYBACK = "payback"  # a payment goes back to who has paid it
    CHARGEBACK = "chargeback"  # a payment was taken back, by the gateway or the payer
    VOUCHER = "voucher"  # a code was redeemed
    BONUS = "bonus"  # on top of a payment
    FEE = "fee"  # of a payment: it never was in the wallet
    LOSS = "loss"  # a charge that the wallet cannot pay any more
    MERGE = "merge"  # of two wallets, when a group becomes a supergroup
    FORFEIT = "forfeit"  # with /forget


class HoldState(StrEnum):
    """What became of reserved money."""

    OPEN = "open"  # still reserved
    CAPTURED = "captured"  # taken, wholly or in part
    VOID = "void"  # free again


class Check(StrEnum):
    """What is compared when the books are checked."""

    POSTED = "posted"  # a wallet's balance, with its transfers
    HELD = "held"  # what a wallet has reserved, with its open holds
    CURRENCY = "currency"  # a transfer's currency, with its accounts'
    ORDER = "order"  # what was given back for an order, with what it was charged


class LedgerError(Exception):
    """The ledger does not do it, and has changed nothing."""


class RefusedError(LedgerError):
    """The money stays where it is; later the same may be possible."""


class NotEnoughError(RefusedError):
    """The wallet has too little that is not reserved.

    Attributes:
        missing: in units.
    """

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} units are missing")
        self.missing = missing


class FrozenError(RefusedError):
    """An owner, or a difference in the books, has frozen the wallet."""


class KeyReusedError(LedgerError):
    """The key belongs to another request: with another amount, say."""


class NoHoldError(LedgerError):
    """Nothing was reserved under this key."""


class HoldEndedError(LedgerError):
    """What was reserved under this key is taken, or free again."""


class MixedCurrenciesError(LedgerError):
    """The accounts of a transfer have different currencies."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two amounts, in units, that should be equal.

    Attributes:
        number: of the order if that is compared, of the transfer if its currency is, else of the
            wallet.
        wallet_id: which wallet is at fault, and `chat_id` whose it is.
    """

    compared: Check
    number: int
    stored: int
    journal: int
    wallet_id: int | None = field(default=None, compare=False)
    chat_id: int | None = field(default=None, compare=False)


def request_hash(*request: object) -> str:
    """Return what tells a request from another under the same key."""
    text = json.dumps([str(part) for part in request])
    return hashlib.sha256(text.encode()).hexdigest()
