"""The agenda in time, and the clocks that measure it."""
