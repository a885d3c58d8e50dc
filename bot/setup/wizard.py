"""The steps of `setup`: each answer is checked at once, and kept in `.env` before the next one."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import input_hints
from bot.config.loading import ENV_FILE, SettingsError, faults_in, read_env_file
from bot.config.settings import Settings
from bot.core.database.sqlite import file_in
from bot.core.logs import configure_logging
from bot.core.process import run
from bot.doctor.network import why_unreachable
from bot.doctor.panel import OF_SETTINGS, ask_panel
from bot.doctor.results import UnhealthyError
from bot.doctor.telegram import examine_modes, examine_owner, signed_in
from bot.panel.api.client import PanelClient
from bot.panel.api.errors import NotSentError
from bot.panel.api.trial import find_address
from bot.panel.options import panel_options
from bot.setup import env_file
from bot.setup.owner import Owner, find_owner, require_no_webhook
from bot.setup.terminal import Terminal

TOKEN, ADDRESS, KEY = "TELEGRAM_BOT_TOKEN", "PROVIDER_API_URL", "PROVIDER_API_KEY"
OWNERS = "OWNER_IDS"
BACKUPS, BACKUP_FOLDER = "BACKUP_DIR", "backups"
SEALING_SECRET, SECRET_BYTES = "SECRET_KEY", 32
STEPS = (TOKEN, ADDRESS, KEY, OWNERS)
SECRETS = (TOKEN, KEY, SEALING_SECRET)
OPTION_OF = {
    TOKEN: "--token-file FILE",
    ADDRESS: "--panel URL",
    KEY: "--key-file FILE",
}
TEMPLATE = Path(".env.example")


@dataclass(frozen=True, slots=True)
class Options:
    """What setup was told, beside what it asks.

    Attributes:
        given: variables, by name, from options and files; they win over the environment.
        replace: what `.env` has already may be replaced.
        delete_webhook: another installation gives the bot up.
        wait_seconds: how long the owner's tap is waited for.
    """

    given: Mapping[str, str]
    replace: bool
    delete_webhook: bool
    wait_seconds: float


class Wizard:
    """Asks, checks and writes down; what was answered earlier is checked, and not asked again."""

    def __init__(self, options: Options, terminal: Terminal) -> None:
        self._options = options
        self._terminal = terminal
        self._written = read_env_file(ENV_FILE)
        environment = {name: os.environ[name] for name in STEPS if os.environ.get(name)}
        self._given = environment | {name: text for name, text in options.given.items() if text}
        self._values = self._written | {n: v for n, v in os.environ.items() if v}

    def run(self) -> None:
        """Go through all steps.

        Raises:
            SettingsError: something is wrong or missing, and nobody can be asked.
            SetupError: it cannot go on now.
        """
        others = [line for name, line in faults_in(self._values).items() if name not in STEPS]
        if others:
            raise SettingsError("\n".join(others))
        is_first = not self._written.get(OWNERS)
        self._take_token()
        self._take_panel()
        self._take_owners()
        if is_first:
            self._set_up_backups()
        self._make_secret()

    def _take_token(self) -> None:
        answer = self._known(TOKEN)
        while True:
            token = input_hints.token_in(answer or self._ask(TOKEN, "Token from @BotFather"))
            try:
                self._require_sound(TOKEN, token)
                run(self._greet_bot(token))
                break
            except UnhealthyError as error:
                self._refuse(TOKEN, error)
                answer = ""
        self._keep({TOKEN: token})

    async def _greet_bot(self, token: str) -> None:
        async with signed_in(token, self._api_url) as bot:
            self._terminal.say(f"✓ The bot is @{bot.username}")
            for result in examine_modes(bot):
                self._terminal.say(f"{result.mark} {result.text}")

    def _take_panel(self) -> None:
        address, key = self._known(ADDRESS), self._known(KEY)
        if input_hints.are_swapped(address, key):
            self._terminal.say("✓ Address and key were swapped")
            address, key = key, address
        default, name = "", ADDRESS
        while True:
            try:
                name = ADDRESS
                default = address or self._ask(ADDRESS, "Address of the panel's API", default)
                default = address = run(self._find_panel(default))
                name = KEY
                key = input_hints.tidied(key or self._ask(KEY, "Key from the panel's API page"))
                self._require_sound(KEY, key)
                run(self._greet_panel(address, key))
                break
            except UnhealthyError as error:
                self._refuse(name, error)
                address, key = "", key if name == ADDRESS else ""
        self._keep({ADDRESS: address, KEY: key})

    async def _find_panel(self, typed: str) -> str:
        """Return the address that was meant by what was typed."""
        text = input_hints.tidied(typed)
        hint = input_hints.of_address(text)
        if hint not in {"", input_hints.NO_SCHEME}:
            raise UnhealthyError(hint)
        address = input_hints.with_scheme(text)
        self._require_sound(ADDRESS, address)
        try:
            found = await find_address(address, self._values.get("PROVIDER_USER_AGENT", ""))
        except NotSentError as error:
            raise UnhealthyError(await why_unreachable(address, error.text, ADDRESS)) from None
        if found is not None and found != typed:
            self._terminal.say(f"✓ The panel's API is at {found}")
        return found or address

    async def _greet_panel(self, address: str, key: str) -> None:
        options = panel_options(self._settings({ADDRESS: address, KEY: key}))
        client = PanelClient(options)
        try:
            report = await ask_panel(client, options, OF_SETTINGS)
        finally:
            await client.aclose()
        amount, currency = report.balance.amount, report.balance.currency
        count = len(report.services.services)
        self._terminal.say(f"✓ The panel: balance {amount} {currency}, {count} services")
        if input_hints.is_unencrypted(address):
            self._terminal.say("! The key is sent unencrypted: the panel has no https.")

    def _take_owners(self) -> None:
        text, token = self._known(OWNERS), self._values[TOKEN]
        try:
            if text:
                self._require_sound(OWNERS, text)
        except UnhealthyError as error:
            self._refuse(OWNERS, error)
            text = ""
        if text:
            run(self._greet_owners(token, sorted(self._settings({OWNERS: text}).owner_ids)))
        else:
            text = str(run(self._find_owner(token)).id)
        self._keep({OWNERS: text})

    async def _greet_owners(self, token: str, owners: Sequence[int]) -> None:
        async with signed_in(token, self._api_url) as bot:
            for owner in owners:
                result = await examine_owner(bot, owner)
                self._terminal.say(f"{result.mark} {result.text}")

    async def _find_owner(self, token: str) -> Owner:
        async with signed_in(token, self._api_url) as bot:
            if self._options.delete_webhook:
                await bot.delete_webhook(drop_pending_updates=False)
            await require_no_webhook(bot)
            owner = await find_owner(bot, self._show_link, self._options.wait_seconds)
        self._terminal.say(f"✓ The owner is {owner.name}, ID {owner.id}")
        return owner

    def _show_link(self, link: str) -> None:
        self._terminal.say("\nOpen this link in Telegram as the bot's owner, and tap Start:")
        self._terminal.say(link)

    def _set_up_backups(self) -> None:
        """Have SQLite copied every day, unless it is said where; whoever wants none says so later.

        PostgreSQL has tools of its own.
        """
        file = file_in(self._settings({OWNERS: ""}).database_url)
        if self._values.get(BACKUPS) or file is None:
            return
        folder = file.with_name(BACKUP_FOLDER)
        self._keep({BACKUPS: str(folder)})
        self._terminal.say(f"✓ The database is copied every day, to {folder}")

    def _make_secret(self) -> None:
        """Make the secret that keys of further panels are sealed with; a known one stays."""
        if not self._values.get(SEALING_SECRET):
            self._keep({SEALING_SECRET: secrets.token_hex(SECRET_BYTES)})
            self._terminal.say("✓ SECRET_KEY was generated: owners can add panels in /admin")

    def _known(self, name: str) -> str:
        """Return what is to be checked without asking: given now, else written earlier."""
        given, written = self._given.get(name, ""), self._written.get(name, "")
        if not given:
            asks_again = self._options.replace and self._terminal.is_manned
            return "" if asks_again else written
        if written in {"", given} or self._may_replace(name):
            return given
        return written

    def _may_replace(self, name: str) -> bool:
        if self._options.replace:
            return True
        if not self._terminal.is_manned:
            raise SettingsError(f"{name} is something else in {ENV_FILE}. --replace replaces it.")
        return self._terminal.confirms(f"{name} is something else in {ENV_FILE}. Replace it?")

    def _ask(self, name: str, question: str, default: str = "") -> str:
        if not self._terminal.is_manned:
            raise SettingsError(
                f"{name} is missing, and there is no terminal to ask at. Pass it with "
                f"{OPTION_OF[name]}, or in the environment."
            )
        ask = self._terminal.ask_secret if name in SECRETS else self._terminal.ask
        while not (answer := ask(question, default or self._written.get(name, ""))):
            continue
        return answer

    def _refuse(self, name: str, error: Exception) -> None:
        """Say what is wrong with an answer, to whoever can give another.

        Raises:
            SettingsError: nobody can.
        """
        if not self._terminal.is_manned:
            raise SettingsError(f"{name}: {error}") from None
        self._terminal.say(f"✗ {error}")

    def _require_sound(self, name: str, text: str) -> None:
        """Raise `UnhealthyError` if a value cannot be right, with a hint on what is wrong."""
        token = self._values.get(TOKEN, "")
        hint = ""
        if name == KEY:
            hint = input_hints.of_key(text)
        elif name == OWNERS:
            hint = input_hints.of_owners(text, token)
        line = hint or faults_in(self._values | {name: text}).get(name)
        if line:
            raise UnhealthyError(line)

    def _settings(self, values: Mapping[str, str]) -> Settings:
        """Return the settings as far as they are known; owners come last."""
        known = {name: text for name, text in self._values.items() if name != OWNERS}
        return Settings.model_validate({**known, "ACCESS": "open", **values})

    @property
    def _api_url(self) -> str:
        default: str = Settings.model_fields["telegram_api_url"].default
        return (self._values.get("TELEGRAM_API_URL") or default).rstrip("/")

    def _keep(self, values: Mapping[str, str]) -> None:
        """Write values down; from now on no line shows the secrets among them."""
        self._values |= values
        env_file.write(ENV_FILE, values, TEMPLATE)
        configure_logging("CRITICAL", "text", [self._values.get(name, "") for name in SECRETS])
