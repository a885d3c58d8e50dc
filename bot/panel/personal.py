"""What is kept of people with the panel's state."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, Leaving, PersonalData
from bot.panel.service import balances, checks
from bot.panel.tables import (
    BotState,
    Panel,
    PanelBooks,
    PanelCheck,
    PanelEntry,
    PanelState,
    ServiceHold,
    StatusWord,
)


async def _erase(session: AsyncSession, person: Leaving) -> None:
    await balances.forget_watchers(session, person.user_id)
    await checks.erase_of(session, person.user_id)
    answered = update(PanelEntry).where(col(PanelEntry.by) == person.user_id)
    await session.execute(answered.values(by=person.nobody))


PERSONAL = PersonalData(
    tables={
        Panel: Declared(nobodys="host salt address account name sealed options"),
        PanelCheck: Declared(
            erased="owner_id message_id",
            nobodys="panel_id sealed host fault words currency",
        ),
        ServiceHold: Declared(),
        PanelState: Declared(
            erased="balance_watchers",
            nobodys="capabilities currency failing causes_told list_digest calls",
        ),
        BotState: Declared(kept={"maintenance": "the owners tell it to everybody"}),
        StatusWord: Declared(nobodys="word shown number meaning"),
        PanelEntry: Declared(file="panel_deposits", renamed="by", nobodys="currency corrects"),
        PanelBooks: Declared(nobodys="currency"),
    },
    rows=lambda user_id: {PanelEntry: col(PanelEntry.by) == user_id},
    erase=_erase,
)
