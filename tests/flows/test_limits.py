"""Limits on spending: what is above one waits until somebody who can lift it approves it."""

from decimal import Decimal

import pytest
from sqlmodel import select

from bot.domain.limits import Level, Period
from bot.playground.model import Chat, Message, Person
from bot.storage import limits
from bot.storage.tables import AuditEntry
from tests.conftest import Bench
from tests.flows.test_groups import group, order_in_group, people

__all__ = ["group", "people"]

THOUSAND = "$0.90"


class Team:
    """A group with an administrator and a member; and an outsider to it."""

    def __init__(self, bench: Bench, people: tuple[Person, Person], group: Chat) -> None:
        self.bench, self.group, self.people = bench, group, people
        self.admin, self.member = (bench.in_group(person, group) for person in people)
        self.owner = bench.private()

    async def limit(self, text: str) -> Message:
        since = self.admin.mark()
        await self.admin.say(f"/limit {text}")
        return await self.admin.wait_for("Limits on spending", since=since)

    async def owners_limit(self, chat_id: int, period: Period, amount: str) -> None:
        app = self.bench.app
        assert app is not None
        async with app.database.begin() as session:
            await limits.put(
                session,
                chat_id,
                Level.OWNER,
                period,
                Decimal(amount),
                by=(self.bench.owner.id, "Olivia"),
                now=self.bench.now(),
            )

    async def wanted(self) -> Message:
        """Order as the member, a hundred for $0.09, and wait for the question."""
        since = self.member.mark()
        await order_in_group(self.member)
        return await self.member.wait_for("Approval wanted", since=since)


@pytest.fixture
async def team(bench: Bench, people: tuple[Person, Person], group: Chat) -> Team:
    return Team(bench, people, group)


async def test_limits_are_set_shown_and_taken_off(team: Team) -> None:
    shown = await team.limit("")
    assert "There are none." in shown.text
    await team.limit("day 50")
    shown = await team.limit("order $12,40")
    assert "A single order: $12.40" in shown.text
    assert "A day: $50.00 · spent $0.00, left $50.00" in shown.text
    shown = await team.limit("day off")
    assert "A day" not in shown.text
    since = team.admin.mark()
    await team.admin.say("/limit day much")
    await team.admin.wait_for("Send an amount above zero", since=since)
    assert team.bench.app is not None
    async with team.bench.app.database.read() as session:
        entries = (await session.execute(select(AuditEntry))).scalars().all()
    assert [(it.user_name, it.change, it.before, it.after) for it in entries] == [
        ("Anna", "limit group day", "", "50"),
        ("Anna", "limit group order", "", "12.4"),
        ("Anna", "limit group day", "50", ""),
    ]


async def test_an_order_above_the_limit_is_approved_and_goes_on(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.wanted()
    assert card.reply_to is not None
    for part in ("#1", "Max", "$0.09", "this group's limit for a single order", "$0.05"):
        assert part in card.text
    form = await team.member.wait_for("Waiting for approval")
    assert "The administrators were asked to approve it." in form.text
    assert team.bench.added() == []
    answer = await team.member.tap("Approve", message=card)
    assert answer is not None
    assert answer.show_alert
    assert answer.text == "You may not do that here."
    assert team.bench.added() == []
    answer = await team.admin.tap("Approve", message=card)
    assert answer is not None
    assert answer.text == "👍 Approved by Anna."
    pushed = await team.member.wait_for("Order #1 was approved")
    assert pushed.reply_to is not None
    await team.member.wait_for("Order #1 is completed")
    assert len(team.bench.added()) == 1
    assert "Approved by Anna" in card.text
    assert card.buttons == []
