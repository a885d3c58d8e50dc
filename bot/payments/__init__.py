"""How customers pay in: ways to pay, what has arrived, and what was given back."""
