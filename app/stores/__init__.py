"""Stores: one per seller."""
