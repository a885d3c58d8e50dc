"""The form and the order log in Telegram."""
