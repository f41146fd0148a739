"""The shapes of what publishers write, and plain sentences for what does not fit them."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
SLUG_LENGTH = 80
STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
"""How a part of a content file is read: no other fields than those named, no blanks around text."""

SENTENCES = {
    "missing": "is needed",
    "extra_forbidden": "there is no such field",
    "string_type": "should be text",
    "string_too_short": "has fewer than {min_length} characters",
    "string_too_long": "has more than {max_length} characters",
    "too_long": "has more than {max_length} entries",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "list_type": "should be a list, in square brackets",
    "dict_type": "should be an object, in braces",
    "model_type": "should be an object, in braces",
    "model_attributes_type": "should be an object, in braces",
    "enum": "should be {expected}",
    "greater_than_equal": "should be {ge} or more",
    "less_than_equal": "should be {le} or less",
    "recursion_loop": "is nested too deeply",
}


def matching(pattern: str, sentence: str) -> AfterValidator:
    """Return a check that a text is of this pattern; the sentence says what it should be."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


Slug = Annotated[
    str,
    Field(max_length=SLUG_LENGTH),
    matching(SLUG, "should be of small letters, numbers and hyphens"),
]
Text = Annotated[str, Field(min_length=1)]


def sentence_for(error: Mapping[str, Any]) -> str:
    """Return a sentence for one of the errors of a ValidationError."""
    words = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(words["error"])
    if words.get("min_length") == 1:
        return "is empty"
    sentence = SENTENCES.get(error["type"])
    if sentence:
        return sentence.format(**words)
    if error["type"].startswith(("int_", "finite_")):
        return "should be a whole number"
    return str(error["msg"])
