"""A document, written down in a format."""
