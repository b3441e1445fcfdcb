"""One screen each: composes, binds, forwards."""
