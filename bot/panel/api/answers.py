"""What came back for a call, and the JSON in it, even where it stands in other text."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_WRAPPED = 64 * 1024
"""Characters of a text in which JSON is looked for; warnings are shorter."""
_TRIES = 20
_MARKS = re.compile("\ufeff|ï»¿|\x00")  # BOMs, also one that was encoded twice
_OPENS = re.compile(r'\{\s*["}]')
_SHOWN = 200


class JsonFloat(str):
    """A number with a point or an exponent, as it was written: money is never a float."""

    __slots__ = ()


Clean = Callable[[bytes], bytes]
"""Takes what is ours and secret out of a body; it looks at every letter."""
Read = Callable[[bytes, Clean], Any]
"""Makes of an answer's body what it holds; raises `ValueError` for no JSON."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """JSON objects in other text, such as PHP's warnings.

    Attributes:
        values: the objects, one or several.
        text: what stands around them.
    """

    values: tuple[Any, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the panel has answered.

    Attributes:
        code: HTTP's status.
        value: the JSON; `None` for `null` and for no JSON.
        noise: what stands around the JSON.
        text: the beginning of the body, without the key.
        retry_after: seconds, as the header says.
        inside: it is one of several rows, or was keyed by what was asked about.
    """

    code: int
    value: Any = None
    noise: str = ""
    text: str = ""
    retry_after: float | None = None
    inside: bool = False

    @classmethod
    def of(cls, code: int, read: Any, text: str, retry_after: float | None) -> "Answer":
        """Return an answer of what `read_json` has made of its body."""
        if isinstance(read, Wrapped):
            value = read.values[0] if len(read.values) == 1 else list(read.values)
            return cls(code, value, read.text, text, retry_after)
        return cls(code, read, "", text, retry_after)

    def about(self, value: Any) -> "Answer":
        """Return the part of this answer that is about one of those who were asked about."""
        return Answer(self.code, value, self.noise, "", self.retry_after, inside=True)

    @property
    def shown(self) -> str:
        """Its beginning, for people."""
        if self.value is None:
            return self.text if self.text == "null" else f"no JSON: {self.text}"
        return self.text or str(self.value)[:_SHOWN]


@dataclass(frozen=True, slots=True)
class Found:
    """The answer does what was asked for.

    Attributes:
        part: the object in which that stands, with the keys of PerfectPanel's own answer.
        number: of the order or the refill that it names.
    """

    part: Mapping[str, Any]
    number: str | None = None


def read_clean(body: bytes, clean: Clean) -> Any:
    """Return what an answer holds, without our secrets.

    Raises:
        ValueError: as `read_json`.
    """
    return read_json(clean(body))


def read_json(body: bytes) -> Any:
    """Return what an answer holds; `Wrapped` where that stands in other text.

    Raises:
        ValueError: it holds no JSON.
    """
    try:
        value = json.loads(body, parse_float=JsonFloat)
    except ValueError:
        value = _in_text(body)
    if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
        value = json.loads(value, parse_float=JsonFloat)  # encoded twice
    return value


def _in_text(body: bytes) -> Any:
    if len(body) > LONGEST_WRAPPED:
        raise ValueError("no JSON")
    text = _MARKS.sub("", body.decode("utf-8", "replace")).strip()
    try:
        return json.loads(text, parse_float=JsonFloat)
    except ValueError:
        return _objects_in(text)


def _objects_in(text: str) -> Wrapped:
    """Find whole objects; a cut one makes all of it unreadable: a part may say another thing."""
    if text.startswith("["):
        raise ValueError("cut")
    decoder = json.JSONDecoder(parse_float=JsonFloat)
    values: list[Any] = []
    around: list[str] = []
    at = 0
    while (begins := _OPENS.search(text, at)) is not None:
        if len(values) == _TRIES:
            raise ValueError("too many objects")
        value, end = decoder.raw_decode(text, begins.start())
        values.append(value)
        around.append(text[at : begins.start()])
        at = end
    around.append(text[at:])
    if not values:
        raise ValueError("no JSON")
    return Wrapped(tuple(values), " ".join(" ".join(around).split()))
