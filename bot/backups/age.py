"""The age format, version 1, with a passphrase (https://age-encryption.org/v1).

What is written here is opened by `age -d` and `rage -d` as well, and what `age -p` writes is read
here. Nothing is ever whole in memory.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol

MAGIC = b"age-encryption.org/v1\n"
_LABEL = b"age-encryption.org/v1/scrypt"
WORK_FACTOR = 16
"""Two to this power is scrypt's N: 64 MiB of memory, which a small machine has."""
_MOST_WORK = 20  # 1 GiB
_KEY, _SALT, _NONCE, _TAG, _COUNTER = 16, 16, 16, 16, 12  # bytes
_CHUNK = 64 * 1024
_LONGEST_LINE = 1024
_STANZA = 4  # words: ->, scrypt, salt, work factor
_MOST_MEMORY = 2**31 - 2  # bytes, which OpenSSL's scrypt is let have; the factor 20 takes half


class AgeError(Exception):
    """The file cannot be decrypted; the text says why."""


class _ForgedError(Exception):
    """Something was encrypted with another key, or changed since."""


class Sink(Protocol):
    """Takes what is written, piece by piece."""

    def write(self, data: bytes, /) -> object:
        """Take a piece."""
        ...


class _Header(NamedTuple):
    salt: bytes
    work: int
    wrapped_key: bytes
    signed: bytes  # up to the three dashes
    mac: bytes


def encrypt(source: BinaryIO, target: Sink, passphrase: str) -> None:
    """Write all of `source` to `target`, so that only the passphrase opens it."""
    key, salt, nonce = (secrets.token_bytes(size) for size in (_KEY, _SALT, _NONCE))
    wrapped = _sealed(key, bytes(_COUNTER), _wrapping_key(passphrase, salt, WORK_FACTOR))
    stanza = b"-> scrypt %s %d\n%s\n" % (_base64(salt), WORK_FACTOR, _base64(wrapped))
    signed = MAGIC + stanza + b"---"
    target.write(signed + b" " + _base64(_mac(key, signed)) + b"\n" + nonce)
    payload_key = _derived(key, nonce, b"payload")
    for number, (chunk, is_last) in enumerate(_chunks(source, _CHUNK)):
        target.write(_sealed(chunk, _counter(number, is_last=is_last), payload_key))


def decrypt(source: BinaryIO, target: Sink, passphrase: str) -> None:
    """Write what was encrypted to `target`.

    Raises:
        AgeError: the passphrase is another, or the file is damaged or no such file; what was
            written until then is to be thrown away.
    """
    header = _read_header(source)
    wrapping_key = _wrapping_key(passphrase, header.salt, header.work)
    try:
        key = _opened(header.wrapped_key, bytes(_COUNTER), wrapping_key)
    except _ForgedError:
        raise AgeError("The passphrase is another one.") from None
    if not hmac.compare_digest(_mac(key, header.signed), header.mac):
        raise AgeError("The file is damaged: its head was changed.")
    payload_key = _derived(key, source.read(_NONCE), b"payload")
    for number, (chunk, is_last) in enumerate(_chunks(source, _CHUNK + _TAG)):
        try:
            target.write(_opened(chunk, _counter(number, is_last=is_last), payload_key))
        except _ForgedError:
            raise AgeError(
                "The file is damaged, or a part of it is missing or in another order."
            ) from None


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Return a file piece by piece, each with whether it is the last; one at least."""
    chunk = source.read(size)
    while True:
        following = source.read(size) if len(chunk) == size else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _counter(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(_COUNTER - 1, "big") + bytes([is_last])


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    most = min(2 * 128 * 8 * 2**work, _MOST_MEMORY)  # twice what it takes
    return hashlib.scrypt(
        passphrase.encode(), salt=_LABEL + salt, n=2**work, r=8, p=1, maxmem=most, dklen=32
    )


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Return HKDF-SHA-256 of a key, one block."""
    extracted = hmac.digest(salt, key, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def _mac(key: bytes, signed: bytes) -> bytes:
    return hmac.digest(_derived(key, b"", b"header"), signed, "sha256")


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _base64(data) != text:
        raise ValueError("not the one way to write it")
    return data


def _read_header(source: BinaryIO) -> _Header:
    magic, stanza, body, end = (source.readline(_LONGEST_LINE) for _ in range(4))
    words = stanza.split(b" ")
    if magic != MAGIC or len(words) != _STANZA or words[:2] != [b"->", b"scrypt"]:
        raise AgeError("This is no file that was encrypted with a passphrase.")
    try:
        dashes, mac = end.removesuffix(b"\n").split(b" ")
        salt, work, wrapped = _decoded(words[2]), int(words[3]), _decoded(body.rstrip(b"\n"))
        header = _Header(salt, work, wrapped, magic + stanza + body + dashes, _decoded(mac))
    except ValueError:
        raise AgeError("The file is damaged: its head cannot be read.") from None
    if not 0 < work <= _MOST_WORK:
        raise AgeError(f"The file asks for too much work: 2^{work}.")
    return header


def _sealed(data: bytes, nonce: bytes, key: bytes) -> bytes:
    """Return data encrypted by ChaCha20-Poly1305 (RFC 8439)."""
    from nacl import bindings  # noqa: PLC0415 - a library that only backups need

    return bindings.crypto_aead_chacha20poly1305_ietf_encrypt(data, None, nonce, key)


def _opened(data: bytes, nonce: bytes, key: bytes) -> bytes:
    """Return what was encrypted.

    Raises:
        _ForgedError: with another key, or it is not whole.
    """
    from nacl import bindings, exceptions  # noqa: PLC0415 - as above

    if len(data) < _TAG:
        raise _ForgedError
    try:
        return bindings.crypto_aead_chacha20poly1305_ietf_decrypt(data, None, nonce, key)
    except exceptions.CryptoError:
        raise _ForgedError from None
