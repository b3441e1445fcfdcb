"""The journal: every change since the last save, appended as it is made."""
