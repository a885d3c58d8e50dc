"""An address and a key tried out: whether a panel's API answers there, and what it has."""

import asyncio
from dataclasses import dataclass

from bot.core.money import Money
from bot.core.network import why_unreachable
from bot.core.redaction import Redactor
from bot.input_hints import addresses_meant
from bot.panel.api import actions
from bot.panel.api.answers import Found
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.errors import BusyError, NotSentError, PanelError, RefusedError
from bot.panel.api.service_list import ServiceList
from bot.panel.api.transport import Transport
from bot.panel.api.verdict import ABOUT_US, evaluate
from bot.panel.rules.trials import Fault

PROBE_SECONDS = 10.0


class TrialError(Exception):
    """An address or a key cannot be used.

    Attributes:
        words: the panel's, or of the failed connection; without the key.
        found: the address at which an API does answer, for `Fault.ELSEWHERE`.
    """

    def __init__(self, fault: Fault, words: str, found: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.words = words
        self.found = found


@dataclass(frozen=True, slots=True)
class PanelReport:
    """What a panel has answered."""

    balance: Money
    services: ServiceList


async def ask_panel(client: PanelClient, options: PanelOptions) -> PanelReport:
    """Ask for the balance and the services.

    Raises:
        TrialError: there is no answer that can be used.
    """
    try:
        return PanelReport(await client.balance(), await client.services())
    except NotSentError as error:
        raise await unreachable(options.url, error) from None
    except BusyError as error:
        raise TrialError(Fault.BUSY, error.text) from None
    except RefusedError as error:
        raise TrialError(Fault.REFUSED, error.text) from None
    except PanelError as error:
        found = await _found_elsewhere(options)
        fault = Fault.ELSEWHERE if found else Fault.NO_API
        raise TrialError(fault, error.text, found) from None


async def unreachable(url: str, error: NotSentError) -> TrialError:
    """Return what is wrong with an address to which no connection was made."""
    return TrialError(Fault((await why_unreachable(url, error.text)).value), error.text)


async def _found_elsewhere(options: PanelOptions) -> str:
    try:
        found = await find_address(options.url, options.user_agent)
    except NotSentError:
        return ""
    return found if found is not None and found != options.url else ""


async def find_address(address: str, user_agent: str) -> str | None:
    """Return the first address, of those that may be meant, at which a panel's API answers.

    It is asked without a key, and known by the words in which it wants one.

    Raises:
        NotSentError: nothing at all can be reached there.
    """
    reached = False
    failure: NotSentError | None = None
    for meant in addresses_meant(address):
        try:
            if await _is_api(meant, user_agent):
                return meant
            reached = True
        except NotSentError as error:
            failure = error
    if failure is not None and not reached:
        raise failure
    return None


async def _is_api(address: str, user_agent: str) -> bool:
    transport = Transport(address, "", user_agent, Redactor([]))
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            answer = await transport.post(actions.BALANCE, {})
    except NotSentError:
        raise
    except (PanelError, TimeoutError):
        return False
    finally:
        await transport.aclose()
    said = evaluate(actions.BALANCE, answer)
    return isinstance(said, Found) or (isinstance(said, RefusedError) and said.reason in ABOUT_US)
