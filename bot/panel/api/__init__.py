"""The panel's reseller API v2: client, tolerant reader and error tree."""
