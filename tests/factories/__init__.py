"""Rows for tests, made as the shop makes them."""
