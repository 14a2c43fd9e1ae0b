"""Edits before they are taken: what they would do to answers."""
