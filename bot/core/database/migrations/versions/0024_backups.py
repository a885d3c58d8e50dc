"""How the backups stand: one row, due at once."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("lease_holder", sa.String(), nullable=True),
        sa.Column("made_at", _TIME, nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("failing_since", _TIME, nullable=True),
        sa.Column("old_told", sa.Boolean(), nullable=False),
        sa.Column("unsent", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "insert into backups (id, due_at, error, old_told, unsent, attempts) "
        "values (1, '2000-01-01 00:00:00', '', false, '[]', 0)"
    )


def downgrade() -> None:
    op.drop_table("backups")
