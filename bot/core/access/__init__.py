"""Who asks, where, and what they may do there."""
