"""Invented experiences: a small board to look at, or a large one to measure."""
