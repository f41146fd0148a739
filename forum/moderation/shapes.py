"""What programs send to flag something, and what they are told. Pure."""

from pydantic import ConfigDict, Field

from ..api_shapes import Body, Shape
from .models import LINE_LENGTH, Reason


class NewFlag(Body):
    """Why a moderator should look at something."""

    reason: Reason
    line: str = Field(
        "", max_length=LINE_LENGTH, description="In your words; needed where the reason is other."
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "off-topic"}]})

    def fields(self) -> list[tuple[str, str]]:
        """Return the fields of the form."""
        return [("reason", self.reason), ("line", self.line)]


class FlagShape(Shape):
    """What you have flagged it for."""

    reason: Reason
    line: str
    is_off_the_board: bool = Field(
        description="True: nobody reads it until a moderator has looked at it."
    )
    message: str = Field(description="The same as a sentence for people.")
