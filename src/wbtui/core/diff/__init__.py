"""Comparing two sessions, merging them, and resolving the conflicts between them."""
