"""What is counted of orders, and the files that people ask for."""
