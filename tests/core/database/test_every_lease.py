"""What a killed process held is free again when the bot starts, in whichever table."""

from bot.app import App
from bot.tables import METADATA
from tests.queries import recorded


async def test_every_table_with_leases_is_released(app: App) -> None:
    leased = {it.name for it in METADATA.sorted_tables if "lease_until" in it.columns}
    assert {"orders", "outbox", "inbox"} < leased
    with recorded(app.database) as asked:
        await app.workers.recover()
    released = {
        it.statement.split()[1] for it in asked if "SET lease_until=? WHERE" in it.statement
    }
    assert released == leased
