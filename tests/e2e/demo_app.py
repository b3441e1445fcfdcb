"""An app with two answers on a terminal, driven by test_terminal.py.

Run it as `python -m tests.e2e.demo_app FILE LOG [--eager]`. `flush` writes the answers to FILE; with --eager every
change does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.storage.desk import SESSION, WORKBOOK
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from wbtui.core.change import Change, SetAnswer
from wbtui.core.place import Caret, Place
from wbtui.core.session import Session
from wbtui.ui.terminal.app import TerminalApp
from wbtui.ui.widgets.answer_area import Answer, AnswerArea
from wbtui.workshop import Workshop

STALL_SECONDS = 0.6
TEXT, LINE, SECOND = (Place("press_release", name) for name in ("summary", "headline", "subheading"))
NAMES = {TEXT: "text", LINE: "line", SECOND: "second"}


class Second(Screen[None]):
    """A screen that is slow to mount."""

    def compose(self) -> ComposeResult:
        time.sleep(STALL_SECONDS)
        assert isinstance(self.app, DemoApp)
        yield AnswerArea(answer=self.app.answer(SECOND), id="second")


class DemoApp(TerminalApp):
    """Serves as journal and autosave, too, and records every answer at once."""

    CSS = """
    AnswerArea { height: auto; border: none; padding: 0; }
    #line { background: $panel; }
    .low { height: 3; }
    """
    BINDINGS = [
        Binding("f2", "stall", priority=True),
        Binding("f3", "second"),
        Binding("f4", "crash"),
        Binding("f5", "flood"),
        Binding("f6,f7", "count"),
        Binding("f8", "clear"),
        Binding("f9", "raise_interrupt"),
        Binding("f12", "low"),
    ]

    def __init__(self, file: Path, log: Path, eager: bool) -> None:
        super().__init__(crash_log=log, last_words=f"Your work is saved in {file}.")
        self.file = file
        self.eager = eager
        self.answers: dict[str, str] = {}
        self.workshop = Workshop(
            SESSION, WORKBOOK, now=lambda: datetime.now(UTC), journal=self, autosave=self, log=self.log_error
        )
        self.counted = 0

    def compose(self) -> ComposeResult:
        yield Static("ready", id="state")
        with VerticalScroll(can_focus=False):
            yield AnswerArea(answer=self.answer(TEXT), id="text", placeholder="Who [exactly]?")
            yield AnswerArea(answer=self.answer(LINE), id="line", single_line=True)

    def answer(self, place: Place) -> Answer:
        """Return the answer at a place."""
        found = WORKBOOK.find(place)
        assert found
        return Answer(self.workshop, found[1], place)

    def append(self, changes: tuple[Change, ...], session: Session, _caret: Caret | None) -> None:
        """Implement the journal."""
        for change in changes:
            self.answers[NAMES[change.place]] = session.text(change.place)
        if self.eager:
            self.flush(1)

    def schedule(self, session: Session) -> None:
        """Implement the autosave."""

    def on_answer_area_leave_up(self) -> None:
        self.screen.focus_previous()

    def on_answer_area_leave_down(self) -> None:
        self.screen.focus_next()

    def on_answer_area_too_long(self, _event: AnswerArea.TooLong) -> None:
        self.query_one("#state", Static).update("too long")

    def flush(self, _timeout: float) -> bool:
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(self.answers), encoding="utf-8")
        os.replace(draft, self.file)
        return True

    def action_stall(self) -> None:
        time.sleep(STALL_SECONDS)

    def action_second(self) -> None:
        self.push_screen(Second())

    def action_crash(self) -> None:
        secret = "local " + self.answers.get("text", "")
        raise RuntimeError(f"crashed with {len(secret)} characters")

    def action_raise_interrupt(self) -> None:
        raise KeyboardInterrupt

    def action_flood(self) -> None:
        self.set_interval(0.01, lambda: self.query_one("#state", Static).update(f"{time.monotonic():.3f} " * 50))

    def action_count(self) -> None:
        self.counted += 1
        self.query_one("#state", Static).update(f"counted {self.counted}")

    async def action_clear(self) -> None:
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        for area in self.query(AnswerArea):
            assert area.answer
            self.workshop.edit(SetAnswer(area.answer.place, None))
            area.show("")
        self.screen.set_focus(self.query_one("#text"))
        self.answers.clear()
        self.flush(1)

    def action_low(self) -> None:
        self.query_one("#text").toggle_class("low")


def main() -> int:
    file, log, *options = sys.argv[1:]
    app = DemoApp(Path(file), Path(log), "--eager" in options)
    return app.run_to_the_end(app.flush, lambda: "Goodbye.")


if __name__ == "__main__":
    sys.exit(main())
