"""People, more settings of a chat, and the log of their changes."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("user_id", types.BigId, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )
    with op.batch_alter_table("people") as batch_op:
        batch_op.create_index("ix_people_username", ["username"])
    op.create_table(
        "audit",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("chat_id", types.BigId, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("user_id", types.BigId, nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit") as batch_op:
        batch_op.create_index(op.f("ix_audit_chat_id"), ["chat_id"])
    with op.batch_alter_table("chats") as batch_op:
        batch_op.add_column(
            sa.Column("told", sa.String(length=32), nullable=False, server_default="group")
        )
        batch_op.add_column(sa.Column("topic_id", types.BigId, nullable=True))
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("time_zone", sa.String(), nullable=False, server_default="UTC")
        )
        batch_op.add_column(sa.Column("categories", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("seen_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("administrators_changed_at", _TIME, nullable=True))
    # When a chat was seen before today, its orders say.
    op.execute(
        "UPDATE chats SET seen_on ="
        " (SELECT max(date(created_at)) FROM orders WHERE orders.chat_id = chats.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("chats") as batch_op:
        for name in (
            "administrators_changed_at",
            "seen_on",
            "note",
            "muted",
            "categories",
            "time_zone",
            "quiet_until",
            "quiet_from",
            "topic_id",
            "told",
        ):
            batch_op.drop_column(name)
    op.drop_table("audit")
    op.drop_table("people")
