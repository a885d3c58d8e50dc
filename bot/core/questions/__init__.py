"""What the bot has asked somebody for: the answer is known whether or not it is a reply."""
