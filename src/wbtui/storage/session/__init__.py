"""A session that is open: its file, held, saved and watched."""
