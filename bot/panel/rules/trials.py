"""What may be wrong with an address or a key that was tried."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with an address or a key."""

    NO_HOST = "no_host"  # its name is not found; without a network or DNS none is
    NO_CERTIFICATE = "no_certificate"  # that can be trusted
    NO_CONNECTION = "no_connection"
    NO_API = "no_api"  # none answers at this address
    ELSEWHERE = "elsewhere"  # one answers at another address of this host
    BUSY = "busy"  # too many calls, or maintenance
    REFUSED = "refused"  # the panel does not take the key
    SEALED = "sealed"  # it was typed under another SECRET_KEY
