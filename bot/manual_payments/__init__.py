"""Paying in by hand: people transfer money, send a proof, and an owner approves."""
