"""Addresses and keys of panels that owners have added, as the database keeps them: sealed."""

import base64
import hashlib
import json

from bot.panel.rules.accounts import PanelAccount

_PURPOSE = b"panel accounts"  # the same secret may serve others


class Vault:
    """Seals accounts with a secret that the database does not have.

    What is sealed is opened by nobody else, and a change of it is noticed (NaCl's secretbox).
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.blake2b(secret.encode(), person=_PURPOSE, digest_size=32).digest()

    def seal(self, account: PanelAccount) -> str:
        """Return an account as a text that tells nothing."""
        from nacl.secret import SecretBox  # noqa: PLC0415 - a library that few need

        plain = json.dumps([account.url, account.key]).encode()
        return base64.b64encode(SecretBox(self._key).encrypt(plain)).decode()

    def open(self, sealed: str) -> PanelAccount | None:
        """Return the account; `None`: it was sealed with another secret, or changed since."""
        from nacl.exceptions import CryptoError  # noqa: PLC0415 - as above
        from nacl.secret import SecretBox  # noqa: PLC0415

        try:
            plain = SecretBox(self._key).decrypt(base64.b64decode(sealed))
        except (CryptoError, ValueError):
            return None
        url, key = json.loads(plain)
        return PanelAccount(url, key)
