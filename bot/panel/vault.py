"""Addresses and keys of panels that owners have added, as the database keeps them: sealed."""

import json

from bot.core.sealing import Box, SealedError
from bot.panel.rules.accounts import PanelAccount


class Vault:
    """Seals accounts with a secret that the database does not have."""

    def __init__(self, secret: str) -> None:
        self._box = Box(secret, b"panel accounts")

    def seal(self, account: PanelAccount) -> str:
        """Return an account as a text that tells nothing."""
        return self._box.seal(json.dumps([account.url, account.key]))

    def open(self, sealed: str) -> PanelAccount | None:
        """Return the account; `None`: it was sealed with another secret, or changed since."""
        try:
            url, key = json.loads(self._box.open(sealed))
        except SealedError:
            return None
        return PanelAccount(url, key)
