"""A store as buyers see it, and as its seller sets it up."""
