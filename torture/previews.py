"""Previews every example, a short and a long document at five sizes: each preview must show its last line."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from torture.common import EXAMPLES, Machine, Tally, machine, main
from wbtui.core.change import Change, InsertEntry, SetAnswer, apply
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.storage.session.reading import load_for_reading
from wbtui.storage.session_file import codec
from wbtui.storage.workbooks import WorkbookLibrary
from wbtui.ui.widgets.document_view import DocumentView
from wbtui.ui.widgets.long_text import GAP_CELLS
from wbtui.wording.documents import words_in
from wbtui.writers import document_of

SIZES = ((80, 24), (100, 30), (120, 36), (120, 40), (160, 45))
QUESTIONS = Place("customer_faq", "questions")
PARAGRAPHS = {"headline": 1, "summary": 40, "problem": 60, "solution": 50}
"""The fields of the press release that a written document has, with their numbers of words."""
SHOW_SECONDS = 10.0


def written(place: Machine, questions: int) -> None:
    """Write a session with three paragraphs and so many questions, each with an answer of two rows."""
    place.begin()
    read = codec.read(place.path.read_bytes()).session
    changes: list[Change] = [
        SetAnswer(Place("press_release", name), "Word " * words) for name, words in PARAGRAPHS.items()
    ]
    after = ""
    for number in range(questions):
        entry = Entry(f"q{number}", {"question": f"Why {number}?", "answer": "Because of the rain. " * 6})
        changes.append(InsertEntry(QUESTIONS.at(entry=entry.id), entry, after))
        after = entry.id
    place.path.write_text(codec.render(apply(read, changes)).text, encoding="utf-8")


def documents(place: Machine) -> Iterator[str]:
    """Put one document after the other in the place of the session, and yield its name."""
    for example in EXAMPLES:
        place.begin()
        shutil.copyfile(example, place.path)
        yield example.stem
    for questions in (12, 200):
        written(place, questions)
        yield f"{questions} questions"


def last_line(place: Machine, columns: int) -> str:
    """Return the last row of the document that is not blank."""
    found = load_for_reading(place.path, WorkbookLibrary(place.folder / "none"))
    view, width = DocumentView(document_of(found.session, found.workbook, words_in)), columns - 1 - GAP_CELLS
    rows = [row.plain.strip() for piece in range(len(view)) for row in view.rows(piece, width, 0)]
    return next(row for row in reversed(rows) if row)


def preview(place: Machine, size: tuple[int, int], times: int, chance: random.Random, tally: Tally) -> int:
    """Open the preview several times in one run of the program; return how often the last line was missing."""
    wanted, missed = last_line(place, size[0]), 0
    with place.terminal(size=size) as terminal:
        terminal.wait_for(lambda: "saved" in terminal.screen[0])
        for _ in range(times):
            terminal.press("f8")
            time.sleep(chance.choice((0.0, chance.uniform(0, 0.5))))
            terminal.press("end")
            tally.runs += 1
            try:
                terminal.wait_for(wanted, SHOW_SECONDS)
            except AssertionError:
                missed += 1
            terminal.press("escape")
            terminal.wait_for(lambda: "saved" in terminal.screen[0])
    return missed


def run(amount: int, seed: int) -> Tally:
    tally, chance = Tally(), random.Random(seed)
    with machine() as place:
        for name in documents(place):
            for size in SIZES:
                missed = preview(place, size, amount, chance, tally)
                tally.expect(not missed, f"{name} at {size[0]}x{size[1]}: {missed} of {amount} without the end")
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 20, "previews of each document at each size")
