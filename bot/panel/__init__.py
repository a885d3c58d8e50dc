"""The panel: its API, its account and balance, the circuit breaker."""
