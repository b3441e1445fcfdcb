"""The baseline of the measurements: a Textual application with a header, a footer and one text area."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, TextArea


class Bare(App[None]):
    """An application that shows the cost of the framework alone."""

    def compose(self) -> ComposeResult:
        yield Header()
        yield TextArea()
        yield Footer()


if __name__ == "__main__":
    Bare().run()
