"""Whatever is typed: it is read, it is no syntax, and both databases take what is made of it.

As many as one likes: FUZZ=200000 pytest tests/search/test_random_queries.py -n 0
"""

import os
import random
import string

from flask import current_app

from forum.database import db
from forum.search.expressions import for_postgresql, for_sqlite
from forum.search.index_queries import find_comments, find_experiences
from forum.search.parse import parse
from forum.search.reader_queries import reader_of

NUMBER = int(os.environ.get("FUZZ", "2000"))
EVERY = 20
"""One of so many is asked of the database, too."""
SEED = 20261122
PIECES = [
    *("magnesium", "statins", "calf", "nite", "NEAR", "AND", "OR", "NOT", "pickle juice", "É", "ß"),
    *("cause:", "remedy:", "outcome:", "by:", "name:", "story:", "rowid:", "{story}", "causeno1"),
    *('"', "“", "'", "''", "-", "--", "*", "^", "+", "(", ")", "{", "}", ":", "\\", "|", "&", "!"),
    *("<->", "<2>", ":*", ":A", "/*", ";", "%", "_", "?", "$1", "\u0000", "\u202e", "\ufeff"),
    *("\ud800", "🦵", "ﬁ", "²", "١", "日本語", "a" * 300, "\n", "\t", "  "),
]
SIGNS = set(" \"'(){}:<->&|!") | set("story")


def invented(rng: random.Random) -> str:
    pieces = []
    for _ in range(rng.randint(0, 12)):
        if rng.random() < 0.5:
            pieces.append(rng.choice(PIECES))
        else:
            letters = string.printable if rng.random() < 0.7 else "áéöñ漢字𝔘ǅ‍"
            pieces.append("".join(rng.choices(letters, k=rng.randint(1, 9))))
        pieces.append(rng.choice(["", " ", " "]))
    return "".join(pieces)


def test_every_text_is_a_query_that_both_databases_take(app, article):
    rng = random.Random(SEED)
    reader = reader_of(current_app.extensions["everyday_words"])
    for number in range(NUMBER):
        text = invented(rng)
        meaning = reader.read(parse(text))
        for expected in meaning.strictness():
            expression = meaning.expression(of=expected)
            if expression is None:
                continue
            sqlite = for_sqlite(expression, texts=("story",))
            postgresql = for_postgresql(expression)
            assert sqlite.count('"') % 2 == postgresql.count("'") % 2 == 0, text
            for written in (sqlite, postgresql):
                assert all(sign in SIGNS or sign.isalnum() for sign in written), text
            if number % EVERY == 0:
                find_experiences(expression, missing=0)
                find_comments(expression, missing=0)
    db.session.rollback()
