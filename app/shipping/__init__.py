"""Shipping costs and tracking numbers, simulated behind the interface a courier would fill."""
