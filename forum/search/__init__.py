"""Finding what people told, and what was written, by their own words."""
