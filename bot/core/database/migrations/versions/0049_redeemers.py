"""Who has redeemed a code, in a form that stays when they are forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("redemptions", sa.Column("redeemer", sa.String(), nullable=True))
    op.create_index("ix_redemptions_redeemer", "redemptions", ["redeemer"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_redemptions_redeemer", "redemptions")
    op.drop_column("redemptions", "redeemer")
