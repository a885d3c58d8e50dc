"""Owners change their word for money that came to the account at the panel."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("panel_movements", sa.Column("corrects", types.BigId, nullable=True))
    op.create_index("ix_panel_movements_corrects", "panel_movements", ["corrects"])


def downgrade() -> None:
    op.drop_index("ix_panel_movements_corrects", "panel_movements")
    op.drop_column("panel_movements", "corrects")
