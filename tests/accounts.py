"""Who the bot of the tests is, to Telegram and to the panel."""

TOKEN = "1234567890:TEST-token-of-the-local-bot-api-0000"
KEY = "sandbox-key"
