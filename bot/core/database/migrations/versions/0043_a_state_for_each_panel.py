"""A state for each panel, of which there may be several; what holds for the whole bot apart."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_OF_PANEL = (
    *("panel_id", "capabilities", "balance", "currency", "balance_at", "balance_watchers"),
    *("synced_at", "sync_at", "submit_after", "spent_at", "hold", "told", "probe_at", "tried_at"),
    *("failures", "failing", "causes_told", "list_digest", "shrunk", "skipped", "skipped_told"),
    *("calls", "low_balance", "low_balance_told"),
)
_OF_BOT = ("panel_id", "asked_panel_id", "catalogue_version", "maintenance", "problems_told")


def upgrade() -> None:
    with op.batch_alter_table("panels") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("status", sa.String(32), nullable=False, server_default="out_of_reach")
        )
        batch_op.add_column(sa.Column("sealed", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("options", sa.Text(), nullable=False, server_default="{}"))
    op.execute("update panels set status = 'active' where id in (select panel_id from panel)")
    op.create_table(
        "panel_states",
        sa.Column("panel_id", types.BigId, autoincrement=False, nullable=False),
        *_columns_of_panel(),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"]),
        sa.PrimaryKeyConstraint("panel_id"),
    )
    op.create_table(
        "bot_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", types.BigId, nullable=False),
        sa.Column("asked_panel_id", types.BigId, nullable=True),
        *_columns_of_bot(),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"]),
        sa.ForeignKeyConstraint(["asked_panel_id"], ["panels.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    of_panel, of_bot = ", ".join(_OF_PANEL), ", ".join(_OF_BOT)
    op.execute(f"insert into panel_states ({of_panel}) select {of_panel} from panel")  # noqa: S608
    op.execute(f"insert into bot_state (id, {of_bot}) select 1, {of_bot} from panel")  # noqa: S608
    op.drop_table("panel")


def downgrade() -> None:
    op.create_table(
        "panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", types.BigId, nullable=False, server_default="1"),
        sa.Column("asked_panel_id", types.BigId, nullable=True),
        *_columns_of_panel(),
        *_columns_of_bot(),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"], name="fk_panel_panel_id"),
        sa.ForeignKeyConstraint(["asked_panel_id"], ["panels.id"], name="fk_panel_asked_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    columns = ", ".join([*_OF_PANEL, *_OF_BOT[1:]])
    op.execute(
        f"insert into panel (id, {columns})"  # noqa: S608
        f" select 1, {', '.join(f'it.{name}' for name in _OF_PANEL)},"
        f" {', '.join(f'bot.{name}' for name in _OF_BOT[1:])}"
        " from bot_state bot join panel_states it on it.panel_id = bot.panel_id"
    )
    op.drop_table("bot_state")
    op.drop_table("panel_states")
    with op.batch_alter_table("panels") as batch_op:
        for column in ("options", "sealed", "status", "name"):
            batch_op.drop_column(column)


def _columns_of_panel() -> Iterator[sa.Column[object]]:
    moment, money = sa.DateTime(timezone=True), types.MoneyColumn()
    yield sa.Column("capabilities", sa.Text(), nullable=False)
    yield sa.Column("balance", money, nullable=True)
    yield sa.Column("currency", sa.String(), nullable=False)
    yield sa.Column("balance_at", moment, nullable=True)
    yield sa.Column("balance_watchers", sa.Text(), nullable=False)
    for name in ("synced_at", "sync_at", "submit_after", "spent_at"):
        yield sa.Column(name, moment, nullable=True)
    yield sa.Column("hold", sa.String(32), nullable=False)
    yield sa.Column("told", sa.String(32), nullable=False)
    for name in ("probe_at", "tried_at"):
        yield sa.Column(name, moment, nullable=True)
    yield sa.Column("failures", sa.Integer(), nullable=False)
    yield sa.Column("failing", sa.Text(), nullable=False, server_default="[]")
    yield sa.Column("causes_told", sa.Text(), nullable=False, server_default="{}")
    yield sa.Column("list_digest", sa.String(), nullable=False, server_default="")
    yield sa.Column("shrunk", sa.String(32), nullable=False, server_default="")
    for name in ("skipped", "skipped_told"):
        yield sa.Column(name, sa.Integer(), nullable=False, server_default="0")
    yield sa.Column("calls", sa.Text(), nullable=False, server_default="{}")
    yield sa.Column("low_balance", money, nullable=True)
    yield sa.Column("low_balance_told", sa.Boolean(), nullable=False, server_default=sa.false())


def _columns_of_bot() -> Iterator[sa.Column[object]]:
    yield sa.Column("catalogue_version", sa.Integer(), nullable=False, server_default="0")
    yield sa.Column("maintenance", sa.String(), nullable=True)
    yield sa.Column("problems_told", sa.Boolean(), nullable=False, server_default=sa.false())
