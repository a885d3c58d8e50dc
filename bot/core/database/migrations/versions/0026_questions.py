"""What the bot has asked somebody for, so that the answer need not be a reply."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questions",
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("message_id", types.BigId, nullable=False),
        sa.Column("user_id", types.BigId, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("closed_by", types.BigId, nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "message_id"),
    )
    with op.batch_alter_table("questions") as batch_op:
        batch_op.create_index("ix_questions_latest", ["chat_id", "user_id", "is_latest"])


def downgrade() -> None:
    with op.batch_alter_table("questions") as batch_op:
        batch_op.drop_index("ix_questions_latest")
    op.drop_table("questions")
