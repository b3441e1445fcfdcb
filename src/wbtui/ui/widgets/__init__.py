"""Widgets of the screens, one kind each."""
