"""The only SQL: tables, migrations and the operations on them."""
