"""What is kept of people with the panel's state."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, ErasureRequest, PersonalData
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


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await balances.forget_watchers(session, person.user_id)
    await checks.erase_of(session, person.user_id)
    answered = update(PanelEntry).where(col(PanelEntry.by) == person.user_id)
    await session.execute(answered.values(by=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        Panel: Declared(not_personal="host salt address account name sealed options"),
        PanelCheck: Declared(
            erased="owner_id message_id",
            not_personal="panel_id sealed host fault words currency",
        ),
        ServiceHold: Declared(),
        PanelState: Declared(
            erased="balance_watchers",
            not_personal="capabilities currency failing causes_told list_digest calls",
        ),
        BotState: Declared(kept={"maintenance": "the owners tell it to everybody"}),
        StatusWord: Declared(not_personal="word shown number meaning"),
        PanelEntry: Declared(
            file="panel_deposits", pseudonymized="by", not_personal="currency corrects"
        ),
        PanelBooks: Declared(not_personal="currency"),
    },
    rows=lambda user_id: {PanelEntry: col(PanelEntry.by) == user_id},
    erase=_erase,
)
