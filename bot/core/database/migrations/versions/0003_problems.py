"""Whether owners were told of problems."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(
            sa.Column("problems_told", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # What counted as a failed try counts as a taking now.
    op.execute("UPDATE inbox SET attempts = 0 WHERE handled_at IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_column("problems_told")
