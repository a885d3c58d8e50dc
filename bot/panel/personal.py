"""What is kept of people with the panel's state."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.personal import Declared, Leaving, PersonalData
from bot.panel.service import balances
from bot.panel.tables import Panel, PanelState, ServiceHold, StatusWord


async def _erase(session: AsyncSession, person: Leaving) -> None:
    await balances.forget_watchers(session, person.user_id)


PERSONAL = PersonalData(
    tables={
        Panel: Declared(nobodys="host salt address account"),
        ServiceHold: Declared(),
        PanelState: Declared(
            erased="balance_watchers",
            kept={"maintenance": "the owners tell it to everybody"},
            nobodys="capabilities currency failing causes_told list_digest calls",
        ),
        StatusWord: Declared(nobodys="word shown number meaning"),
    },
    erase=_erase,
)
