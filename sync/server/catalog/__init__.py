"""What a company sells: products, their prices, and how many pieces lie where."""
