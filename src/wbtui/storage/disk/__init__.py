"""File primitives: atomic replacement, locks and fingerprints."""
