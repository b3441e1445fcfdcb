"""The program broken on purpose, longer than the tests can wait; `make torture` runs all of it."""
