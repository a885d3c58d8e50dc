"""Codes that add money to wallets, and who has redeemed them."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_tries",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("person_id", types.BigId, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id"),
    )
    op.create_table(
        "voucher_batches",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("amount", types.BigId, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("is_sold", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by", types.BigId, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "vouchers",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("batch_id", types.BigId, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= uses", name="ck_vouchers_used"),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["voucher_batches.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("vouchers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vouchers_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "redemptions",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("voucher_id", types.BigId, nullable=False),
        sa.Column("person_id", types.BigId, nullable=False),
        sa.Column("wallet_id", types.BigId, nullable=False),
        sa.Column("units", types.BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["voucher_id"],
            ["vouchers.id"],
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("voucher_id", "person_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("redemptions", schema=None) as batch_op:
        batch_op.create_index("ix_redemptions_person", ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("redemptions", schema=None) as batch_op:
        batch_op.drop_index("ix_redemptions_person")

    op.drop_table("redemptions")
    with op.batch_alter_table("vouchers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vouchers_batch_id"))

    op.drop_table("vouchers")
    op.drop_table("voucher_batches")
    op.drop_table("code_tries")
