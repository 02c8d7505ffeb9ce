"""Checkout, the split into one order per store, and the life of an order."""
