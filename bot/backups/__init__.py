"""Copies of the database by themselves: made daily, kept, and sent encrypted to a chat."""
