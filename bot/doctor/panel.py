"""The panel: whether its API answers at this address and with this key, and what it has."""

import asyncio
from dataclasses import dataclass

from bot.core.money import Money
from bot.core.redaction import Redactor
from bot.doctor.findings import Case, Finding, UnhealthyError, warning, well
from bot.doctor.network import why_unreachable
from bot.options import panel_options
from bot.panel.api import actions
from bot.panel.api.answers import Found
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.errors import NotSentError, PanelError, RefusedError
from bot.panel.api.service_list import ServiceList
from bot.panel.api.transport import Transport
from bot.panel.api.verdict import ABOUT_US, evaluate
from bot.slips import addresses_meant, is_unencrypted, of_key

PROBE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class PanelReport:
    """What a panel has answered."""

    balance: Money
    services: ServiceList


async def ask_panel(client: PanelClient, options: PanelOptions) -> PanelReport:
    """Ask for the balance and the services.

    Raises:
        UnhealthyError: there is no answer that can be used.
    """
    try:
        return PanelReport(await client.balance(), await client.services())
    except PanelError as error:
        raise UnhealthyError(await _why(options, error)) from None


async def _why(options: PanelOptions, error: PanelError) -> str:
    """Return what is wrong with address or key, and what to do."""
    if isinstance(error, NotSentError):
        return await why_unreachable(options.url, error.text, "PROVIDER_API_URL")
    if isinstance(error, RefusedError):
        hint = of_key(options.key) or "Copy the key anew from the panel's API page."
        return f"the panel refuses: {error.text}. {hint} Check PROVIDER_API_KEY."
    found = await find_address(options.url, options.user_agent)
    if found is not None and found != options.url:
        return f"no API answers at this address, but one does at {found}. Set PROVIDER_API_URL."
    return (
        f"no API answers at this address ({error.text}). Check PROVIDER_API_URL: the whole "
        "address stands on the panel's API page, and usually ends in /api/v2."
    )


async def find_address(address: str, user_agent: str = "") -> str | None:
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


async def examine_panel(case: Case) -> list[Finding]:
    """Ask the panel what it has, and learn what it can do without ordering anything."""
    options = panel_options(case.settings)
    client = PanelClient(options)
    try:
        report = await ask_panel(client, options)
        learned = await _capabilities(client)
    finally:
        await client.aclose()
    case.services = report.services.services
    skipped = f", {report.services.skipped} unreadable" if report.services.skipped else ""
    amount, currency = report.balance.amount, report.balance.currency
    found = [
        well(f"balance {amount} {currency}, {len(case.services)} services{skipped}; {learned}")
    ]
    if amount <= 0:
        found.append(warning("the balance is used up: orders wait until you add funds."))
    if is_unencrypted(options.url):
        found.append(
            warning(
                "PROVIDER_API_URL begins with http://: others can read the key on its way. Use "
                "https:// if the panel has it."
            )
        )
    return found


async def _capabilities(client: PanelClient) -> str:
    """Say which calls the panel supports, learned without ordering anything."""
    await client.probe()
    words = {True: "yes", False: "no", None: "not known yet"}
    return ", ".join(
        f"{name.replace('_', ' ')}: {words[value]}"
        for name, value in client.capabilities.as_dict().items()
    )
