"""Every table: import this where the whole schema has to be known."""

from sqlmodel import SQLModel

from bot.backups import tables as _backups
from bot.broadcasts import tables as _broadcasts
from bot.catalogue import tables as _catalogue
from bot.chats import tables as _chats
from bot.core.access import tables as _access
from bot.core.database import decisions as _decisions
from bot.core.inbox import tables as _inbox
from bot.core.outbox import tables as _outbox
from bot.core.questions import tables as _questions
from bot.manual_payments import tables as _manual_payments
from bot.orders import tables as _orders
from bot.orders.mass import tables as _mass
from bot.owners import tables as _owners
from bot.panel import tables as _panel
from bot.payments import tables as _payments
from bot.pricing import tables as _pricing
from bot.refills import tables as _refills
from bot.reports import tables as _reports
from bot.spending import tables as _spending
from bot.vouchers import tables as _vouchers
from bot.wallet import tables as _wallet

MODULES = (
    _access,
    _decisions,
    _inbox,
    _outbox,
    _questions,
    _panel,
    _catalogue,
    _chats,
    _orders,
    _mass,
    _refills,
    _spending,
    _pricing,
    _reports,
    _broadcasts,
    _owners,
    _backups,
    _wallet,
    _payments,
    _manual_payments,
    _vouchers,
)
METADATA = SQLModel.metadata
