"""Controllers carry out the user's commands on a session; they import neither Textual nor a screen.

Each is given the workshop, or the storage objects that it needs, and a `Host` for dialogs and notifications.
"""
