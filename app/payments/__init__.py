"""Payments, simulated behind the interface a real gateway would fill."""
