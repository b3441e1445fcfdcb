"""Run a Working Backwards workshop in the terminal."""
