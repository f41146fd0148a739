"""The board beside an article: experiences, what was tried in each, comments and votes."""
