"""What people see: a screen is a text with rows of buttons; no screen writes or asks the panel."""
