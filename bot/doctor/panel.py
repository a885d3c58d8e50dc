"""The panels: whether each one's API answers at its address and with its key, and what it has."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.catalogue.rules.origins import Currencies
from bot.catalogue.service.currencies import read_currencies
from bot.config.settings import Settings
from bot.core.database.engine import Database
from bot.core.database.migrate import SchemaError, check
from bot.doctor.network import why_unreachable
from bot.doctor.results import CheckContext, CheckResult, Mark, UnhealthyError, ok, warning
from bot.input_hints import is_unencrypted, of_key
from bot.panel.api import trial
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.trial import PanelReport, TrialError
from bot.panel.options import of_added_panel, panel_options, vault
from bot.panel.rules.trials import Fault
from bot.panel.service import overview
from bot.panel.service.overview import Listed
from bot.panel.tables import PanelStatus


@dataclass(frozen=True, slots=True)
class Named:
    """How address and key of a panel are called where they are set."""

    address: str
    key: str


OF_SETTINGS = Named("PROVIDER_API_URL", "PROVIDER_API_KEY")
ADDED = Named("the panel's address (/admin, Panels)", "the panel's key (/admin, Panels)")
_STATUSES = {
    PanelStatus.PAUSED: "paused by an owner",
    PanelStatus.REMOVED: "removed, and followed until its last order has ended",
}


async def ask_panel(client: PanelClient, options: PanelOptions, named: Named) -> PanelReport:
    """Ask for the balance and the services.

    Raises:
        UnhealthyError: there is no answer that can be used.
    """
    try:
        return await trial.ask_panel(client, options)
    except TrialError as error:
        raise UnhealthyError(await _why(options, error, named)) from None


async def _why(options: PanelOptions, error: TrialError, named: Named) -> str:
    """Return what is wrong with address or key, and what to do."""
    match error.fault:
        case Fault.BUSY:
            return f"the panel takes no calls at the moment: {error.words}. Try again later."
        case Fault.REFUSED:
            hint = of_key(options.key) or "Copy the key again from the panel's API page."
            return f"the panel refuses: {error.words}. {hint} Check {named.key}."
        case Fault.ELSEWHERE:
            there = f"but one does at {error.found}"
            return f"no API answers at this address, {there}. Set {named.address}."
        case Fault.NO_API:
            return (
                f"no API answers at this address ({error.words}). Check {named.address}: the "
                "full address is on the panel's API page, and usually ends in /api/v2."
            )
    return await why_unreachable(options.url, error.words, named.address)


async def examine_panel(context: CheckContext) -> list[CheckResult]:
    """Ask each panel what it has, and learn what it can do without ordering anything."""
    known, currencies = await _known(context.settings)
    main = next((it for it in known if it.is_of_settings), None)
    added = [it for it in known if not it.is_of_settings]
    name = main.panel.called if main and added else ""
    try:
        found = await _of_settings(context)
    except UnhealthyError as error:
        if not added:
            raise
        found = [CheckResult(str(error), Mark.BROKEN)]
    found = [_named(name, it) for it in found]
    for it in added:
        each = await _of_added(context.settings, it, currencies)
        found += [_named(it.panel.called, result) for result in each]
    return found


def _named(name: str, result: CheckResult) -> CheckResult:
    return CheckResult(f"{name}: {result.text}", result.mark) if name else result


async def _known(settings: Settings) -> tuple[Iterable[Listed], Currencies]:
    """Return the panels that are worked with; none before the first start.

    What is wrong with the database is told where the database is examined.
    """
    database = Database(settings.database_url)
    try:
        if not await check(database):
            return (), Currencies("")
        async with database.read() as session:
            return await overview.every(session), await read_currencies(session)
    except SchemaError:
        return (), Currencies("")
    finally:
        await database.close()


async def _of_settings(context: CheckContext) -> list[CheckResult]:
    options = panel_options(context.settings)
    report, learned = await _asked(options, OF_SETTINGS)
    context.services = report.services.services
    return list(_results(options, report, learned, OF_SETTINGS))


async def _of_added(settings: Settings, it: Listed, currencies: Currencies) -> list[CheckResult]:
    safe = vault(settings)
    account = safe.open(it.panel.sealed) if safe else None
    if account is None:
        lost = "SECRET_KEY is another one" if safe else "SECRET_KEY is missing"
        text = (
            f"its key cannot be read, because {lost}: nothing is ordered or asked there. Put back "
            "the one with which it was added, or give the key again: /admin, Panels."
        )
        return [CheckResult(text, Mark.BROKEN)]
    own = of_added_panel(settings, account.url, account.key, it.panel.options)
    options = panel_options(own)
    try:
        report, learned = await _asked(options, ADDED)
    except UnhealthyError as error:
        return [CheckResult(str(error), Mark.BROKEN)]
    found = list(_results(options, report, learned, ADDED))
    currency, base = report.balance.currency, currencies.base
    if base and currency not in {base, *currencies.exchange}:
        found.append(
            warning(
                f"it charges in {currency}, and there is no exchange rate to {base}: its services "
                "are not on sale. Set one: /admin, Panels."
            )
        )
    if it.panel.status in _STATUSES:
        found.append(ok(_STATUSES[it.panel.status]))
    return found


async def _asked(options: PanelOptions, named: Named) -> tuple[PanelReport, str]:
    client = PanelClient(options)
    try:
        report = await ask_panel(client, options, named)
        return report, await _capabilities(client)
    finally:
        await client.aclose()


def _results(
    options: PanelOptions, report: PanelReport, learned: str, named: Named
) -> Iterable[CheckResult]:
    services = report.services
    skipped = f", {services.skipped} unreadable" if services.skipped else ""
    amount, currency = report.balance.amount, report.balance.currency
    count = len(services.services)
    yield ok(f"balance {amount} {currency}, {count} services{skipped}; {learned}")
    if amount <= 0:
        yield warning("the balance is used up: orders wait until you add funds.")
    if is_unencrypted(options.url):
        yield warning(
            f"{named.address} begins with http://: others can read the key on its way. Use "
            "https:// if the panel has it."
        )


async def _capabilities(client: PanelClient) -> str:
    """Say which calls the panel supports, learned without ordering anything."""
    await client.probe()
    words = {True: "yes", False: "no", None: "not known yet"}
    return ", ".join(
        f"{name.replace('_', ' ')}: {words[value]}"
        for name, value in client.capabilities.as_dict().items()
    )
