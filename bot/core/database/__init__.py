"""The database: engine, column types, claims and leases, migrations."""
