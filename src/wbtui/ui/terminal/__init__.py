"""Extends Textual at the terminal: driver, order of input, shutdown, and work-arounds for its faults."""
