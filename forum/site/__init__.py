"""What belongs to the site as a whole: the home page, and answers for those who run it."""
