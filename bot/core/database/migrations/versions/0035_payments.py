"""Top-ups, and the money that has arrived."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("methods", sa.Text(), nullable=False),
        sa.Column("amounts", sa.Text(), nullable=False),
        sa.Column("least", types.BigId, nullable=False),
        sa.Column("most", types.BigId, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "insert into payment_settings (id, methods, amounts, least, most) "
        "values (1, '[]', '[]', 0, 0)"
    )
    op.create_table(
        "top_ups",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("asked_with", sa.String(), nullable=False),
        sa.Column("wallet_id", types.BigId, nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("message_id", types.BigId, nullable=True),
        sa.Column("asked_by", types.BigId, nullable=False),
        sa.Column("pay_in", types.BigId, nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("due", types.MoneyColumn(), nullable=False),
        sa.Column("due_currency", sa.String(), nullable=False),
        sa.Column("units", types.BigId, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("rate", types.MoneyColumn(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_holder", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("asked_with"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("top_ups", schema=None) as batch_op:
        batch_op.create_index("ix_top_ups_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_top_ups_wallet", ["wallet_id", "id"], unique=False)

    op.create_table(
        "payments",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("top_up_id", types.BigId, nullable=True),
        sa.Column("payer_id", types.BigId, nullable=True),
        sa.Column("amount", types.MoneyColumn(), nullable=False),
        sa.Column("amount_currency", sa.String(), nullable=False),
        sa.Column("wallet_id", types.BigId, nullable=True),
        sa.Column("units", types.BigId, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("help_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_holder", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["top_up_id"],
            ["top_ups.id"],
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("method", "external_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index("ix_payments_state", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_payments_top_up_id"), ["top_up_id"], unique=False)
        batch_op.create_index("ix_payments_wallet", ["wallet_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index("ix_payments_wallet")
        batch_op.drop_index(batch_op.f("ix_payments_top_up_id"))
        batch_op.drop_index("ix_payments_state")

    op.drop_table("payments")
    with op.batch_alter_table("top_ups", schema=None) as batch_op:
        batch_op.drop_index("ix_top_ups_wallet")
        batch_op.drop_index("ix_top_ups_due")

    op.drop_table("top_ups")
    op.drop_table("payment_settings")
