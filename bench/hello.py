"""The least that Flask can do, to measure the site against."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Answer."""
    return "Hello, world"
