"""Moderation: what waits for somebody to look at it, what was decided, and why."""
