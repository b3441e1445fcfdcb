"""The acts of the program on a session: plain objects that know neither Textual nor a screen.

Each is given the workshop, or what it needs of the files, and a `Host` through which it asks and tells.
"""
