"""How bot and helper process talk: requests as pickles, answers as bytes, each with its length.

Requests are pickled, as only the bot writes them; an answer, which is made from foreign names by
large libraries, is nothing but bytes.
"""

import gc
import pickle
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

REQUEST = struct.Struct(">I")  # length
ANSWER = struct.Struct(">?I")  # whether it was done, length

Operation = Callable[..., bytes]


def request(operation: str, *values: Any) -> bytes:
    """Return a request on the wire."""
    body = pickle.dumps((operation, values))
    return REQUEST.pack(len(body)) + body


def serve(operations: Mapping[str, Operation]) -> None:
    """Do what is asked for on the standard input until it ends, as it does with the bot."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := requests.read(REQUEST.size):
        (length,) = REQUEST.unpack(head)
        _answer(answers, *_do(operations, requests.read(length)))
        gc.collect()  # figures refer to themselves, and are large


def _do(operations: Mapping[str, Operation], body: bytes) -> tuple[bool, bytes]:
    try:
        operation, values = pickle.loads(body)  # noqa: S301 - the bot has written it
        return True, operations[operation](*values)
    except Exception:
        return False, traceback.format_exc().encode()


def _answer(answers: BinaryIO, done: bool, body: bytes) -> None:
    answers.write(ANSWER.pack(done, len(body)) + body)
    answers.flush()
