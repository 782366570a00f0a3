"""The limit of a page: Flask saying hello, on the same server."""

from flask import Flask, Response

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The least that a page can do."""
    return "hello"


@app.get("/styled")
def styled() -> str:
    """The least page with a sheet of styles."""
    return '<!doctype html><link rel="stylesheet" href="/least.css"><p>hello</p>'


@app.get("/least.css")
def sheet() -> Response:
    """The least sheet."""
    return Response("p{color:#000}", mimetype="text/css")
