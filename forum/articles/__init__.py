"""The articles: text that editors publish, in sections, with the sources it cites."""
