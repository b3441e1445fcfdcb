"""The terminal below Textual: its driver, the order of input, an orderly end, and work-arounds for Textual."""
