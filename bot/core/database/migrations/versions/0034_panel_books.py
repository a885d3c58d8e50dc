"""How the balance at a panel agrees with what its orders cost."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "panel_books",
        sa.Column("panel_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening", types.MoneyColumn(), nullable=False),
        sa.Column("before", types.MoneyColumn(), nullable=False),
        sa.Column("deposits", types.MoneyColumn(), nullable=False),
        sa.Column("charged", types.MoneyColumn(), nullable=False),
        sa.Column("counted_id", types.BigId, nullable=False),
        sa.Column("counted", types.MoneyColumn(), nullable=False),
        sa.Column("balance", types.MoneyColumn(), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unexplained", types.MoneyColumn(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known", types.MoneyColumn(), nullable=False),
        sa.Column("low", types.MoneyColumn(), nullable=False),
        sa.Column("jumped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["panel_id"],
            ["panels.id"],
        ),
        sa.PrimaryKeyConstraint("panel_id"),
    )
    op.create_table(
        "panel_movements",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("panel_id", types.BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("amount", types.MoneyColumn(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("by", types.BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["panel_id"],
            ["panels.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("panel_movements", schema=None) as batch_op:
        batch_op.create_index("ix_panel_movements_panel", ["panel_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("panel_movements", schema=None) as batch_op:
        batch_op.drop_index("ix_panel_movements_panel")

    op.drop_table("panel_movements")
    op.drop_table("panel_books")
