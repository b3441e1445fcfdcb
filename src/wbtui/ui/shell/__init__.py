"""What the app is put together from."""
