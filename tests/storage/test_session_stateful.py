"""Stateful test that no committed text is lost, and that texts by other programs are at least in a version."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.session_edits import with_answer, with_entry, with_entry_moved, with_minutes, without_entry
from tests.storage.desk import LIST, Desk, Seat

from wbtui.core.errors import MissingError, SessionError
from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.storage.session_file import codec

PLACES = [Place("customer", "who"), Place("problem", "today"), Place("internal_faq", "cost_of_failure.looks_like")]
CALLS = ("write", "fsync", "replace", "open", "close")


@contextmanager
def failing(call: str, n: int, code: int) -> Iterator[None]:
    """Make the n-th call of one function of `os` fail, and every second call after it."""
    real: Callable[..., object] = getattr(os, call)
    count = 0

    def wrapped(*args: object, **options: object) -> object:
        nonlocal count
        count += 1
        if count >= n and (count - n) % 2 == 0:
            if call == "close":
                real(*args)
            raise OSError(code, os.strerror(code))
        return real(*args, **options)

    setattr(os, call, wrapped)
    try:
        yield
    finally:
        setattr(os, call, real)


class Work(RuleBasedStateMachine):
    """A user edits a session while disk errors and crashes happen and other programs change the file."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.count = 0
        self.committed: dict[Place, str] = {}
        """The expected text at each place."""
        self.minutes = 0
        """The minutes that were added."""

    @initialize()
    def begin(self) -> None:
        self.desk = Desk(self.folder)
        self.opened: Seat = self.desk.open()

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.handle.close(0.2)
        # On a busy machine a save may still be under way after that time.
        shutil.rmtree(self.folder, ignore_errors=True)

    def text(self, who: str) -> str:
        self.count += 1
        return f"{who} {self.count}."

    @rule(place=st.sampled_from(PLACES))
    def write(self, place: Place) -> None:
        text = self.text("ours")
        self.opened.update(with_answer(self.opened.session, place, text))
        self.committed[place] = text

    @rule(place=st.sampled_from(PLACES), call=st.sampled_from(["write", "open"]), n=st.integers(1, 3))
    def write_while_the_journal_fails(self, place: Place, call: str, n: int) -> None:
        with failing(call, n, errno.ENOSPC):
            self.write(place)
        # The next journal line or save repairs this; a crash before that would be a second fault.
        self.write(place)

    @rule()
    def add(self) -> None:
        self.count += 1
        entry = Entry(f"q{self.count}", {"question": self.text("entry")})
        self.opened.update(with_entry(self.opened.session, LIST, entry))
        self.committed[Place(LIST.stage, LIST.field, entry.id, "question")] = entry.text("question")

    @rule(n=st.integers(0, 9), by=st.integers(-2, 2))
    def move_or_remove(self, n: int, by: int) -> None:
        entries = self.opened.session.entries(LIST)
        if n < len(entries):
            place = Place(LIST.stage, LIST.field, entries[n].id)
            session = self.opened.session
            self.opened.update(with_entry_moved(session, place, by) if by else without_entry(session, place))
            if not by:
                self.committed.pop(Place(LIST.stage, LIST.field, entries[n].id, "question"), None)

    @rule()
    def extend(self) -> None:
        self.minutes += 1
        self.opened.workshop.edit(with_minutes(self.opened.session, "customer", 1, 0))

    @rule()
    def wait(self) -> None:
        self.desk.time += timedelta(minutes=7)

    @rule()
    def save(self) -> None:
        self.opened.handle.flush()

    @rule(call=st.sampled_from(CALLS), n=st.integers(1, 12), code=st.sampled_from([errno.EIO, errno.ENOSPC]))
    def save_on_a_bad_disk(self, call: str, n: int, code: int) -> None:
        with failing(call, n, code):
            self.opened.handle.flush()

    @rule()
    def close_and_open(self) -> None:
        self.opened.handle.close()
        self.open()

    @rule()
    def crash_and_open(self) -> None:
        self.desk.crash(self.opened)
        self.open()

    @rule()
    def rename(self) -> None:
        self.desk.crash(self.opened)
        if self.desk.path.exists():
            self.count += 1
            moved = self.desk.path.with_name(f"moved{self.count}.toml")
            self.desk.path.rename(moved)
            self.desk.path = moved
        self.open()

    @rule(crash=st.booleans(), place=st.sampled_from(PLACES))
    def meddle(self, crash: bool, place: Place) -> None:
        """Have another program write an answer, while this one is open or after it crashed."""
        if not self.desk.path.exists():
            return
        text = self.text("theirs")
        session = with_answer(self.desk.on_disk(), place, text)
        toml = codec.read(self.desk.path.read_bytes()).toml
        changed = codec.render(session, toml).text.encode()
        if crash:
            self.desk.crash(self.opened)
            self.desk.path.write_bytes(changed)
            self.open()
        else:
            self.desk.path.write_bytes(changed)
            self.look()
        if self.opened.session.text(place) == text:
            self.committed[place] = text
        else:
            assert text in "".join(self.kept()), "what they wrote is nowhere"

    @rule()
    def look(self) -> None:
        try:
            outside = self.opened.handle.look()
        except MissingError:
            self.opened.handle.recreate(self.opened.session)
            return
        if outside is not None:
            self.opened.merge_external(outside)

    @rule()
    def remove_the_file(self) -> None:
        self.desk.path.unlink(missing_ok=True)
        self.opened.handle.recreate(self.opened.session)
        self.opened.handle.flush()

    @precondition(lambda self: hasattr(self, "opened"))
    @invariant()
    def nothing_is_lost(self) -> None:
        session = self.opened.session
        for place, text in self.committed.items():
            assert session.text(place) == text, f"{place} says {session.text(place)!r}, not {text!r}"
        assert session.clock.planned.get("customer", 0) == self.minutes
        if self.desk.path.exists():
            self.desk.on_disk()

    def kept(self) -> Iterator[str]:
        for version in self.opened.handle.history.versions():
            try:
                session = codec.read(self.opened.handle.history.read(version)).session
                yield from (str(value) for _, value in session.places())
            except SessionError:
                continue

    def open(self) -> None:
        if not self.desk.path.exists():
            self.desk.path.write_bytes(codec.render(self.opened.session).text.encode())
        self.opened = self.desk.open()
        assert not self.opened.handle.read_only


TestWork = Work.TestCase
TestWork.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
