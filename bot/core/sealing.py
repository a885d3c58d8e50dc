"""Texts sealed with a secret that the database does not have: nobody else can read them."""

import base64
import hashlib


class SealedError(Exception):
    """What was sealed cannot be opened: the secret is another, or it was changed since."""


class Box:
    """Seals texts; what was sealed is opened by nobody else, and a change of it is noticed.

    It is NaCl's secretbox.

    Args:
        secret: as the settings have it.
        purpose: what is sealed, in at most 16 bytes: the same secret may serve several.
    """

    def __init__(self, secret: str, purpose: bytes) -> None:
        self._key = hashlib.blake2b(secret.encode(), person=purpose, digest_size=32).digest()

    def seal(self, text: str) -> str:
        """Return a text as one that tells nothing."""
        from nacl.secret import SecretBox  # noqa: PLC0415 - a library that few need

        return base64.b64encode(SecretBox(self._key).encrypt(text.encode())).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed.

        Raises:
            SealedError: with another secret, or it was changed since.
        """
        from nacl.exceptions import CryptoError  # noqa: PLC0415 - as above
        from nacl.secret import SecretBox  # noqa: PLC0415

        try:
            return SecretBox(self._key).decrypt(base64.b64decode(sealed)).decode()
        except (CryptoError, ValueError):
            raise SealedError from None
