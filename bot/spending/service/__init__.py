"""Setting limits, and approving or refusing what is above them."""
