"""Screening: what in a text may hurt somebody, why, and which words say so."""
