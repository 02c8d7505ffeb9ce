"""The queue, the worker and the clock."""
