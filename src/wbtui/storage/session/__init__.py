"""The open session: locking, loading and saving its file, and noticing changes by others."""
