"""A sandbox panel: a real HTTP server that speaks the reseller API v2, for demos and tests."""
