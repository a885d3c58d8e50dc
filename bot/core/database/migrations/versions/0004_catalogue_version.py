"""How often the catalogue has changed: processes keep it in memory."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(
            sa.Column("catalogue_version", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_column("catalogue_version")
