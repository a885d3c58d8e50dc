"""Where the money comes in: each gateway is a module, with one interface (rules/gateways.py)."""
