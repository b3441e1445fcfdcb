"""Texts that are in no session yet: what was typed in a dialog, and what an external editor has written."""
