"""The limit of a page: Flask saying hello, on the same server."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The least that a page can do."""
    return "hello"
