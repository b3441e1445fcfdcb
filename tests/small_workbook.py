"""A second workbook, which has nothing in common with the built-in one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.session_edits import with_answer, with_entry

from wbtui.core.place import Place
from wbtui.core.session import Entry, Session
from wbtui.core.workbook.model import Workbook
from wbtui.storage.workbooks import load

PATH = Path(__file__).parent / "data" / "rueckblick.toml"
NOON = datetime(2026, 7, 5, 12, tzinfo=UTC)


def small_workbook() -> Workbook:
    return load(PATH)


def filled_session() -> Session:
    """A session of it with every field answered."""
    dinge, vorsaetze = Place("fundstuecke", "dinge"), Place("ausblick", "vorsaetze")
    session = Session("r1", "Sommerfest", str(PATH), "kurz", NOON, NOON, "stimmung")
    session = with_answer(session, Place("stimmung", "wort"), "Laut")
    session = with_answer(session, Place("stimmung", "stimme"), "Mehr Kuchen!")
    session = with_answer(session, Place("stimmung", "wer"), "Oma Ilse")
    session = with_answer(session, Place("stimmung", "zahlen.gaeste"), 84)
    session = with_answer(session, Place("stimmung", "zahlen.wetter"), "regen")
    session = with_entry(session, dinge, Entry("d1", {"ding": "Ein Schirm", "gewicht": 0.5, "punkte": 3}))
    session = with_entry(session, dinge, Entry("d2", {"ding": "Zwei Gabeln"}))
    return with_entry(
        session, vorsaetze, Entry("v1", {"satz": "Zelt mieten", "warum": "Regen.", "bis": date(2027, 5, 1)})
    )
