"""Orders as their two audiences see them."""
