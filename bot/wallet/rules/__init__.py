"""Rules of the ledger, in plain Python."""
