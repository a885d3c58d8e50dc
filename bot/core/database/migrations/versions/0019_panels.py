"""Which panel orders and services are of; orders count on, so that a copy can count ahead."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_NAMES = {"uq": "uq_%(table_name)s_%(column_0_name)s"}  # SQLite gave the constraint none


def upgrade() -> None:
    op.create_table(
        "panels",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    # All that is stored is of one panel; the next start knows which.
    op.execute("insert into panels (host, salt, address, account) values ('', '', '', '')")
    with op.batch_alter_table("orders", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(_panel())
        batch_op.create_foreign_key("fk_orders_panel_id", "panels", ["panel_id"], ["id"])
    with op.batch_alter_table("services", naming_convention=_NAMES) as batch_op:
        batch_op.add_column(_panel())
        batch_op.create_foreign_key("fk_services_panel_id", "panels", ["panel_id"], ["id"])
        batch_op.drop_constraint(_unnamed(), type_="unique")
        batch_op.create_unique_constraint("uq_services_number", ["panel_id", "provider_id"])
    if op.get_bind().dialect.name == "sqlite":
        counting = {"sqlite_autoincrement": True}
        with op.batch_alter_table("status_words", recreate="always", table_kwargs=counting):
            pass
    with op.batch_alter_table("panel") as batch_op:
        batch_op.add_column(_panel())
        batch_op.add_column(sa.Column("asked_panel_id", types.BigId, nullable=True))
        batch_op.create_foreign_key("fk_panel_panel_id", "panels", ["panel_id"], ["id"])
        batch_op.create_foreign_key("fk_panel_asked_id", "panels", ["asked_panel_id"], ["id"])


def _unnamed() -> str:
    """Return what a constraint is called that was given no name."""
    is_file = op.get_bind().dialect.name == "sqlite"
    return "uq_services_provider_id" if is_file else "services_provider_id_key"


def _panel() -> sa.Column[int]:
    return sa.Column("panel_id", types.BigId, nullable=False, server_default="1")


def downgrade() -> None:
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_constraint("fk_panel_asked_id", type_="foreignkey")
        batch_op.drop_constraint("fk_panel_panel_id", type_="foreignkey")
        batch_op.drop_column("asked_panel_id")
        batch_op.drop_column("panel_id")
    with op.batch_alter_table("services") as batch_op:
        batch_op.drop_constraint("uq_services_number", type_="unique")
        batch_op.drop_constraint("fk_services_panel_id", type_="foreignkey")
        batch_op.drop_column("panel_id")
        batch_op.create_unique_constraint(_unnamed(), ["provider_id"])
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_constraint("fk_orders_panel_id", type_="foreignkey")
        batch_op.drop_column("panel_id")
    op.drop_table("panels")
