"""Every change since the last save, written down at once."""
