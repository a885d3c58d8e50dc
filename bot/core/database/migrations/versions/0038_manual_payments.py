"""Ways to pay by hand, and what people send to show that they have paid."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manual_methods",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("least", types.BigId, nullable=False),
        sa.Column("most", types.BigId, nullable=False),
        sa.Column("percent", types.MoneyColumn(), nullable=False),
        sa.Column("wants_picture", sa.Boolean(), nullable=False),
        sa.Column("wants_reference", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "manual_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("two_owners_from", types.BigId, nullable=False),
        sa.Column("first_most", types.BigId, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("insert into manual_settings (id, two_owners_from, first_most) values (1, 0, 0)")
    op.create_table(
        "payment_proofs",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("top_up_id", types.BigId, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("person_id", types.BigId, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("claimed", sa.String(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("unique_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("is_document", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("cards", sa.Text(), nullable=False),
        sa.Column("arrived", types.MoneyColumn(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["top_up_id"],
            ["top_ups.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("method", "claimed"),
        sa.UniqueConstraint("top_up_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("payment_proofs", schema=None) as batch_op:
        batch_op.create_index("ix_payment_proofs_digest", ["digest"], unique=False)
        batch_op.create_index("ix_payment_proofs_person", ["person_id", "id"], unique=False)
        batch_op.create_index("ix_payment_proofs_reference", ["reference"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("payment_proofs", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_proofs_reference")
        batch_op.drop_index("ix_payment_proofs_person")
        batch_op.drop_index("ix_payment_proofs_digest")

    op.drop_table("payment_proofs")
    op.drop_table("manual_settings")
    op.drop_table("manual_methods")
