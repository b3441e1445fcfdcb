"""The definition of a workshop."""
