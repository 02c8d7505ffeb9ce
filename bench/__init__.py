"""Benchmarks and counted proofs: what is shown by counting many runs rather than by one test.

`make bench` names them, `make bench ARGS="races kills"` runs them. Each is a module with a function
`run`; what happens in one run is a scene of tests/support, which the suite asserts once as well.
"""
