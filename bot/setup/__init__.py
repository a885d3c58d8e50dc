"""`python -m bot setup`: from a token, an address and a key to a bot that knows its owner."""
