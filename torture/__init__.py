"""Stress tests that break the program on purpose and take too long for the test suite; `make torture` runs all."""
