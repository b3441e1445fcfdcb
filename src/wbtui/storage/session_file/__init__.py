"""The session file: TOML, read and written without loss."""
