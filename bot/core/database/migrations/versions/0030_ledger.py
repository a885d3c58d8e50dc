"""The ledger: accounts, transfers that nobody changes, and holds."""

import sqlalchemy as sa
from alembic import op

from bot.core.database import types

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_MOVED = "id, at, debit_id, credit_id, amount, currency, key, request_hash, kind, order_id"
"""Of a transfer; who has said so, and the words, are taken out by /forget."""
_ON_FILES = """
    CREATE TRIGGER transfers_{what} BEFORE {action} ON transfers
    BEGIN SELECT RAISE(ABORT, 'a transfer stays as it is'); END
"""
_REFUSING = """
    CREATE FUNCTION refuse_transfer_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a transfer stays as it is' USING ERRCODE = '23000';
    END $$
"""
_ON_SERVERS = """
    CREATE TRIGGER transfers_{what} BEFORE {action} ON transfers
    FOR EACH ROW EXECUTE FUNCTION refuse_transfer_change()
"""


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("chat_id", types.BigId, nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("posted", types.BigId, nullable=False),
        sa.Column("held", types.BigId, nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'wallet' OR (posted >= 0 AND held >= 0 AND held <= posted)",
            name="ck_accounts_never_below_zero",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "chat_id", "currency"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "holds",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", types.BigId, nullable=False),
        sa.Column("amount", types.BigId, nullable=False),
        sa.Column("captured", types.BigId, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("order_id", types.BigId, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_holds_account", "holds", ["account_id", "state"])
    op.create_index("ix_holds_order_id", "holds", ["order_id"])
    op.create_table(
        "transfers",
        sa.Column("id", types.BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("debit_id", types.BigId, nullable=False),
        sa.Column("credit_id", types.BigId, nullable=False),
        sa.Column("amount", types.BigId, nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("order_id", types.BigId, nullable=True),
        sa.Column("by", types.BigId, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("amount > 0", name="ck_transfers_amount"),
        sa.CheckConstraint("debit_id <> credit_id", name="ck_transfers_two_accounts"),
        sa.ForeignKeyConstraint(
            ["credit_id"],
            ["accounts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["debit_id"],
            ["accounts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index("ix_transfers_credit", ["credit_id", "id"], unique=False)
        batch_op.create_index("ix_transfers_debit", ["debit_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfers_order_id"), ["order_id"], unique=False)
    _keep_as_written()


def _keep_as_written() -> None:
    is_file = op.get_bind().dialect.name == "sqlite"
    if not is_file:
        op.execute(_REFUSING)
    trigger = _ON_FILES if is_file else _ON_SERVERS
    for what, action in {"change": f"UPDATE OF {_MOVED}", "deletion": "DELETE"}.items():
        op.execute(trigger.format(what=what, action=action))


def downgrade() -> None:
    op.drop_table("transfers")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_transfer_change()")
    op.drop_table("holds")
    op.drop_table("accounts")
