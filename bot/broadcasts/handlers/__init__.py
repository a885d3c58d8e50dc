"""Composing and sending broadcasts."""
