"""Faults that the local Bot API can be told to have."""

from dataclasses import dataclass

from bot.sandbox.telegram.errors import ApiError


@dataclass
class Injected:
    """A fault for the next calls of a method.

    Attributes:
        taken: how many calls have failed by it so far.
    """

    method: str
    times: int | None
    error: ApiError | None
    after: bool
    reset: bool
    page: bool
    delay: float
    chat_id: str | None
    taken: int = 0

    @property
    def fails(self) -> bool:
        """Return whether the call gets another answer than its own."""
        return self.reset or self.page or self.error is not None


class Faults:
    """The faults that wait for their calls."""

    def __init__(self) -> None:
        self._waiting: list[Injected] = []

    def add(
        self,
        method: str,
        *,
        times: int | None = None,
        code: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        after: bool = False,
        reset: bool = False,
        page: bool = False,
        delay: float = 0.0,
        chat_id: int | None = None,
    ) -> Injected:
        """Let a method (`*`: any) fail, for the next `times` calls or until cleared.

        Args:
            code: the answer's error code; 429 is implied by `retry_after`.
            after: the call is done first, and only its answer fails.
            reset: the connection is closed in place of an answer.
            page: a gateway answers with a page of its own, and 502.
            delay: seconds before the call is looked at.
            chat_id: only calls for this chat.
        """
        error = None
        if retry_after is not None:
            words = f"Too Many Requests: retry after {retry_after}"
            error = ApiError(429, words, retry_after=retry_after)
        elif code is not None:
            error = ApiError(code, description)
        only_chat = None if chat_id is None else str(chat_id)
        injected = Injected(method, times, error, after, reset, page, delay, only_chat)
        self._waiting.append(injected)
        return injected

    def waits_for(self, method: str) -> bool:
        """Return whether a fault waits for this very method's next call."""
        return any(injected.method == method for injected in self._waiting)

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def take(self, method: str, chat_id: object) -> Injected | None:
        """Return the fault of this call, and count it."""
        for injected in self._waiting:
            if injected.method.lower() not in {method.lower(), "*"}:
                continue
            if injected.chat_id is not None and injected.chat_id != str(chat_id):
                continue
            injected.taken += 1
            if injected.times is not None:
                injected.times -= 1
                if injected.times == 0:
                    self._waiting.remove(injected)
            return injected
        return None
