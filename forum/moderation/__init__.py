"""Moderation: what protects readers from a text, and its writer from herself."""
