"""How gateways compare with what is booked, and what they have besides payments."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gateway_checks",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("balance", types.MoneyColumn(), nullable=True),
        sa.Column("unexplained", sa.Text(), nullable=False),
        sa.Column("wrong_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_holder", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("method"),
    )
    op.create_table(
        "gateway_movements",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.Column("amount", types.MoneyColumn(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("method", "external_id", "is_out"),
    )


def downgrade() -> None:
    op.drop_table("gateway_movements")
    op.drop_table("gateway_checks")
