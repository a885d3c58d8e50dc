"""A migration to what the tables have become: `make migration NAME="promo codes"`."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.core.database.migrate import MIGRATIONS, run_migrations, versions


def write(name: str, migrations: Path = MIGRATIONS) -> None:
    """Compare the tables with the newest schema, and write the difference into a new file."""
    with create_engine("sqlite://").connect() as connection:
        run_migrations(connection)
        config = Config()
        config.set_main_option("script_location", str(migrations))
        config.attributes["connection"] = connection
        number = f"{int(versions()[-1]) + 1:04}"
        command.revision(config, message=name, rev_id=number, autogenerate=True)


if __name__ == "__main__":
    write(sys.argv[1])
