"""Messages to push: written with the change that causes them, deleted when delivered."""
