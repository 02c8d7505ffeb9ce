"""Users, how they sign in, their sessions and their addresses."""
