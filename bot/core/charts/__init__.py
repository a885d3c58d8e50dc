"""Pictures and files about orders: plain data in, bytes out, in processes of their own.

Nothing here knows of the bot: who calls has put every text into the reader's language.
"""
