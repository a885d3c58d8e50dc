"""Whether customers pay from wallets, where an update is handled."""

from bot.catalogue.on_sale import selling_here
from bot.core.errors import N_
from bot.core.telegram.context import Context

NO_WALLETS = N_("Customers do not pay here: SELLING is off.")


def wallet_currency(context: Context) -> str | None:
    """Return the currency of all wallets; `None`: there are none, the operator pays."""
    selling = selling_here(context)
    return None if selling is None else selling.currency
