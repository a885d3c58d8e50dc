"""What owners tap and type about prices."""
