"""The session file: TOML that keeps comments and unknown keys when it is rewritten."""
