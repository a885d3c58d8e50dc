"""What the operator has set: the settings, their types, and how they are read."""
