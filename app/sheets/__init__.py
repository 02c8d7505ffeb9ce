"""Spreadsheets: a store's products and stock out and in again."""
