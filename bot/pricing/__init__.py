"""What customers pay where the bot sells: markups, tiers, exchange rates, and a floor."""
