"""Creates the sessions to measure with, in a new folder for every run."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wbtui.core.new_session import new_session
from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.core.workbook.model import Workbook
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary

SMALL = 0
"""The `entries` argument for a small session, which has eight answers."""
SIZES = (SMALL, 200, 1000)
ANSWERS = (
    ("problem", "problem"),
    ("problem", "size"),
    ("problem", "shortfall"),
    ("benefit", "benefit"),
    ("press_release", "headline"),
    ("press_release", "summary"),
    ("press_release", "solution"),
)
TEXT = "They wash 40 sheets a night by hand, two of them are always torn, and nobody has counted what that costs."
ANSWER = f"{TEXT} {TEXT}\nWe asked 11 of them; 9 would pay, and two want to see it first. {TEXT}"
FAQ = Place("customer_faq", "questions")
FIRST_STAGE, FORM_STAGE, FAQ_STAGE = "customer", "press_release", "customer_faq"


def workbook() -> Workbook:
    """Return the built-in workbook."""
    return WorkbookLibrary(Path("/nonexistent")).load("working-backwards")


def session(entries: int, stage: str = FIRST_STAGE, title: str = "Pocket Clinic") -> Session:
    """Return a session with a few answers and `entries` FAQ entries (at least one); the first has no answer."""
    book = workbook()
    moment = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    made = new_session(book, "working-backwards", title, book.usual_agenda, moment)
    for place in ANSWERS:
        made = made.put(Place(*place), TEXT)
    faq = [Entry("b000", {"question": "What does it cost?", "kind": "fact"})]
    faq += [_entry(n) for n in range(1, entries)]
    return replace(made.put_entries(FAQ, tuple(faq)), slot=stage)


def _entry(number: int) -> Entry:
    question = f"Question {number}: what happens on the first night without a laundry?"
    return Entry(f"c{number:03x}", {"question": question, "kind": "fact", "answer": ANSWER, "owner": "Ada"})


@dataclass(frozen=True)
class Desk:
    """A folder with all files of a run, so that the user's own sessions are never touched."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of the measured programs."""
        # PYTHONDONTWRITEBYTECODE would make every start compile the whole program.
        left_out = ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "WBTUI_SESSIONS")
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        return kept | {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "WBTUI_STATE": str(self.folder / "state"),
            "WBTUI_CONFIG": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data"),
        }

    def file(self, entries: int, stage: str = FIRST_STAGE, title: str = "Pocket Clinic") -> Path:
        """Write a new session file with `entries` FAQ entries; return its path."""
        path = self.folder / "own" / f"{stage}-{entries}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(codec.render(session(entries, stage, title)).text, encoding="utf-8")
        return path

    def library(self, count: int) -> Path:
        """Return a folder with `count` session files."""
        folder = self.folder / f"library-{count}"
        if not folder.is_dir():
            folder.mkdir()
            text = codec.render(session(SMALL, title="Session 0000")).text
            for n in range(count):
                path = folder / f"session-{n:04}.toml"
                path.write_text(text.replace("Session 0000", f"Session {n:04}"), encoding="utf-8")
                os.utime(path, (1_790_000_000 - n, 1_790_000_000 - n))
        return folder


def wbtui(*arguments: str | Path) -> list[str]:
    """Return the command line that runs the installed program."""
    return [str(Path(sys.executable).with_name("wbtui")), *map(str, arguments)]


BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
