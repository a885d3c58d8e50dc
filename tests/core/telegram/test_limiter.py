"""Telegram's limits, kept on a clock of the test's own."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.core.telegram.limiter import NEWS, PUSH, Limiter, RateLimit, RateLimits


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("bot.core.telegram.limiter.asyncio.sleep", clock.sleep)
    return clock


@pytest.fixture
def sent(clock: Clock) -> list[float]:
    del clock
    return []


async def call(
    limiter: Limiter,
    clock: Clock,
    sent: list[float],
    chat_id: int | None = 1,
    *,
    endpoint: str = "sendMessage",
    priority: str | None = None,
    errors: list[Exception] | None = None,
) -> Any:
    async def request() -> bool:
        if errors:
            raise errors.pop(0)
        sent.append(clock.now)
        return True

    data = {} if chat_id is None else {"chat_id": chat_id}
    return await limiter.process_request(request, (), {}, endpoint, data, priority)


async def test_a_private_chat_gets_five_in_five_seconds(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    for _ in range(8):
        await call(limiter, clock, sent)
    assert sent == pytest.approx([0] * 5 + [5.25] * 3)


async def test_a_group_gets_twenty_a_minute(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    for _ in range(22):
        await call(limiter, clock, sent, -100)
    assert sent[19] == 0
    assert sent[20:] == pytest.approx([61, 61])


async def test_all_chats_together_get_thirty_a_second(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    for chat in range(60):
        await call(limiter, clock, sent, chat + 1)
    assert sent[29:] == pytest.approx([0] + [1.05] * 30)


async def test_drawing_a_form_again_does_not_wait_in_the_chats_line(
    clock: Clock, sent: list[float]
) -> None:
    limiter = Limiter(clock=clock)
    for _ in range(20):
        await call(limiter, clock, sent, endpoint="editMessageText")
    assert sent[-1] == 0
    for _ in range(6):
        await call(limiter, clock, sent, endpoint="editMessageText", priority=PUSH)
    assert sent[-1] == pytest.approx(5.25)


async def test_answers_to_taps_are_not_counted(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(RateLimits(overall=RateLimit(1, 1), chat=RateLimit(1, 1)), clock)
    for _ in range(5):
        await call(limiter, clock, sent, None, endpoint="answerCallbackQuery")
    assert sent == [0] * 5


async def test_an_answer_is_repeated_after_a_flood_as_late_as_telegram_says(
    clock: Clock, sent: list[float]
) -> None:
    limiter = Limiter(clock=clock)
    await call(limiter, clock, sent, errors=[RetryAfter(timedelta(seconds=7))])
    assert sent == [7]


async def test_a_push_is_handed_back_and_holds_its_chat_only(
    clock: Clock, sent: list[float]
) -> None:
    limiter = Limiter(clock=clock)
    with pytest.raises(RetryAfter):
        await call(limiter, clock, sent, priority=PUSH, errors=[RetryAfter(timedelta(seconds=7))])
    await call(limiter, clock, sent, 2)
    await call(limiter, clock, sent, 1)
    assert sent == [0, 7]


async def test_two_flooded_chats_hold_everything(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    for chat, seconds in ((1, 5), (2, 9)):
        with pytest.raises(RetryAfter):
            await call(
                limiter,
                clock,
                sent,
                chat,
                priority=PUSH,
                errors=[RetryAfter(timedelta(seconds=seconds))],
            )
    await call(limiter, clock, sent, 3)
    assert sent == [9]


async def test_news_leave_a_third_of_the_slots_to_others(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    for chat in range(40):
        await call(limiter, clock, sent, chat + 1, priority=NEWS)
    assert sent == pytest.approx([0] * 20 + [1.05] * 20)
    for chat in range(10):
        await call(limiter, clock, sent, chat + 101, priority=PUSH)
    assert sent[40:] == pytest.approx([1.05] * 10)


async def test_news_wait_while_others_have_much_to_say(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    for chat in range(25):
        await call(limiter, clock, sent, chat + 1)
    await call(limiter, clock, sent, 100, priority=NEWS)
    assert sent == pytest.approx([0] * 25 + [1.05])


async def test_news_that_were_flooded_are_handed_back(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(clock=clock)
    with pytest.raises(RetryAfter):
        await call(limiter, clock, sent, priority=NEWS, errors=[RetryAfter(timedelta(seconds=7))])
    assert sent == []


class Line:
    """Calls of the bot at the real clock, in the order in which they went."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self.order: list[str] = []

    async def call(self, name: str, chat_id: int, priority: str | None = None) -> None:
        async def request() -> bool:
            self.order.append(name)
            return True

        data = {"chat_id": chat_id}
        await self._limiter.process_request(request, (), {}, "sendMessage", data, priority)


async def test_an_answer_goes_before_a_push_that_waits() -> None:
    line = Line(Limiter(RateLimits(chat=RateLimit(1, 0.05))))
    await line.call("first", 1)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(line.call("push", 1, PUSH))
        await asyncio.sleep(0)
        tasks.create_task(line.call("answer", 1))
    assert line.order == ["first", "answer", "push"]


async def test_a_chat_that_waits_for_its_turn_delays_no_other() -> None:
    line = Line(Limiter(RateLimits(overall=RateLimit(1, 0.01), group=RateLimit(1, 0.3))))
    await line.call("group", -1)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(line.call("group again", -1))
        await asyncio.sleep(0)
        tasks.create_task(line.call("private", 1))
        tasks.create_task(line.call("other", 2, PUSH))
    assert line.order == ["group", "private", "other", "group again"]


async def test_how_long_an_answer_has_to_wait_is_known(clock: Clock, sent: list[float]) -> None:
    limiter = Limiter(RateLimits(group=RateLimit(2, 60)), clock=clock)
    assert limiter.wait(-1) == 0
    for _ in range(2):
        await call(limiter, clock, sent, chat_id=-1)
    clock.now += 10
    assert (limiter.wait(-1), limiter.wait(-2)) == (50, 0)
    refused: list[Exception] = [RetryAfter(timedelta(seconds=70))]
    with pytest.raises(RetryAfter):
        await call(limiter, clock, sent, chat_id=-2, priority=PUSH, errors=refused)
    assert limiter.wait(-2) == 70
    clock.now += 70
    assert (limiter.wait(-1), limiter.wait(-2)) == (0, 0)
