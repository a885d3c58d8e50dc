"""What becomes of an order that is above a limit."""

from datetime import timedelta
from enum import StrEnum

WAITS = timedelta(days=7)
"""So long an order waits to be approved; then it is refused by itself."""


class Verdict(StrEnum):
    """How it was decided; all but the first are the end of the order."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who ordered
    EXPIRED = "expired"  # nobody has decided
    GONE = "gone"  # approved, but the service is not there any more
    CHANGED = "changed"  # approved, but price or limits of the service are not what they were
