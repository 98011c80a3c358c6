"""A bare Flask application: renders pages of fixed words and knows no database, no session and no form. It exists for the bench alone.

Run as ``gunicorn 'tests.bench.bare:pages(FOLDER)'``: each file of the folder is a page at ``/NAME``, without its ending.
``compressed_pages`` sends the same as the program would, so that the same bytes travel.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, redirect, render_template, request

from consensus.web import compression


def pages(folder: str) -> Flask:
    """Return the application that renders the templates in ``folder``."""
    app = Flask("bare", template_folder=folder, static_folder=None)

    @app.get("/<name>")
    def page(name: str) -> str:
        return render_template(f"{name}.html")

    @app.post("/<name>")
    def take(name: str) -> Response:
        request.form.to_dict()
        answer: Response = redirect(f"/{name}", 303)  # type: ignore[assignment]  # Werkzeug names the parent of Flask's class
        return answer

    return app


def compressed_pages(folder: str) -> Flask:
    """Return the same application with the program's own compression."""
    app = pages(folder)
    compression.register(app)
    return app


def answers(folder: str) -> Flask:
    """Return an application that sends the files in ``folder`` as JSON, from memory, with the program's own compression."""
    app = Flask("bare", static_folder=None)
    kept = {path.stem: path.read_bytes() for path in Path(folder).glob("*.json")}

    @app.get("/<name>")
    def answer(name: str) -> Response:
        return Response(kept[name], content_type="application/json")

    compression.register(app)
    return app


def as_template(content: str) -> str:
    """Return a page as a template that renders to it and has nothing to fill in."""
    return f"{{% raw %}}{content}{{% endraw %}}"
