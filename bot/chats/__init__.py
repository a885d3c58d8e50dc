"""Groups and people: settings, lists, language, privacy."""
