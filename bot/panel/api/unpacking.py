"""Unpacking an answer as it arrives, never further than it may become long.

httpx unpacks each piece whole, and one packed twice as often: 59 KiB became 1.7 GiB.
"""

import zlib
from collections.abc import Mapping

ACCEPTED = "gzip, deflate"
_ANY_HEADER = zlib.MAX_WBITS + 32  # of gzip or zlib
_NO_HEADER = -zlib.MAX_WBITS  # what some servers call deflate
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_PLAIN = frozenset({"", "identity"})


class TooLargeError(Exception):
    """The answer is longer than it may be."""


class UnknownPackingError(Exception):
    """The answer is packed as nobody has asked for, or is not packed as it says."""


class Unpacked:
    """The body of an answer."""

    def __init__(self, headers: Mapping[str, str], largest: int) -> None:
        """Read from the headers how it is packed.

        Args:
            largest: bytes that it may have, unpacked.

        Raises:
            UnknownPackingError: in a way that is not known, or more than once.
        """
        packing = headers.get("Content-Encoding", "").strip().lower()
        if packing not in _PACKED | _PLAIN:
            raise UnknownPackingError(packing)
        self._body = bytearray()
        self._largest = largest
        self._is_packed = packing in _PACKED
        self._unpacker = zlib.decompressobj(_ANY_HEADER)
        self._head = bytearray()  # until it is known whether it has a header
        self._may_lack_header = packing == "deflate"

    def add(self, part: bytes) -> None:
        """Take the next part of what arrives.

        Raises:
            TooLargeError: that is too much.
            UnknownPackingError: it cannot be unpacked.
        """
        self._body += self._unpack(part) if self._is_packed else part
        if len(self._body) > self._largest:
            raise TooLargeError

    def _unpack(self, part: bytes) -> bytes:
        if self._unpacker.eof:
            return b""
        room = self._largest + 1 - len(self._body)
        try:
            found = self._unpacker.decompress(part, room)
        except zlib.error as error:
            if not self._may_lack_header:
                raise UnknownPackingError(str(error)) from error
            self._may_lack_header, self._unpacker = False, zlib.decompressobj(_NO_HEADER)
            return self._unpack(bytes(self._head) + part)
        if self._may_lack_header:
            self._head += part
            self._may_lack_header = not found
        return found

    def whole(self) -> bytes:
        """Return the body.

        Raises:
            UnknownPackingError: its end is missing.
        """
        if self._is_packed and not self._unpacker.eof and self._body:
            raise UnknownPackingError("cut")
        return bytes(self._body)
