"""The vocabulary of an article: its causes, its remedies, its safety notices, and how often
experiences speak of them."""
