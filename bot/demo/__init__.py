"""`python -m bot demo`: the real bot on sandbox panels and a local Bot API, without a token.

Nothing here is a stand-in for the bot: it runs as it does in Telegram, on a database of its own in
a temporary folder; only the two services it talks to are local.
"""
