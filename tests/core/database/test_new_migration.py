"""A new migration follows the newest, and holds what the tables have that the schema lacks."""

import shutil
from pathlib import Path

from sqlalchemy import Column, Integer, Table

from bot.core.database.migrate import MIGRATIONS, versions
from bot.tables import METADATA
from tests.new_migration import write


def test_a_new_table_comes_with_the_next_number(tmp_path: Path) -> None:
    migrations = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    table = Table("promo_codes", METADATA, Column("id", Integer, primary_key=True))
    try:
        write("promo codes", migrations)
    finally:
        METADATA.remove(table)

    number = int(versions()[-1]) + 1
    text = (migrations / "versions" / f"{number:04}_promo_codes.py").read_text(encoding="utf-8")
    assert f"down_revision = '{versions()[-1]}'" in text
    assert text.count("op.create_table(") == 1
    assert "op.create_table('promo_codes'" in text
