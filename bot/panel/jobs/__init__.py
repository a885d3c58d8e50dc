"""The breaker, the guard against another panel, words and figures of its calls."""
