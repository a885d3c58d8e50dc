"""The owners' dashboard, alerts, digests and support."""
