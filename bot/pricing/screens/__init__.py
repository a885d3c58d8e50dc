"""What owners see of prices; customers see none of it."""
