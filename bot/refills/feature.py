"""What refills and cancellations hand over."""

from bot.core.feature import Feature
from bot.refills.personal import PERSONAL

FEATURE = Feature(personal=(PERSONAL,))
