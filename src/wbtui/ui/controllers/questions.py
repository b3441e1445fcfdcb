"""The questions that controllers ask; the interface has one dialog for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Person, Session
    from wbtui.core.workbook.model import Agenda, Bank, BankQuestion, Field, Workbook
    from wbtui.storage.history.earlier import Earlier
    from wbtui.storage.history.versions import Version
    from wbtui.storage.recovery.salvage import Good
    from wbtui.workshop import Workshop

T = TypeVar("T")

Side: TypeAlias = Literal["mine", "theirs", "both"]


class Question(Generic[T]):
    """A question whose answer is a `T`, or None if it was closed without one."""


@dataclass(frozen=True)
class YesOrNo(Question[bool]):
    """A title, a text, and two buttons; `no` has the focus."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True)
class OneLine(Question[str]):
    """A line of text, such as a path or a title."""

    title: str
    text: str
    """The text to begin with."""
    hint: str
    usual: str = ""
    """The answer that an empty line gives."""


class Pick(NamedTuple):
    """Something to choose, in two lines."""

    title: str
    note: str
    path: Path


@dataclass(frozen=True)
class OneOf(Question[Path]):
    """One of several files."""

    title: str
    picks: Sequence[Pick]
    hint: str


@dataclass(frozen=True)
class WhichSide(Question[Side]):
    """Both texts of a conflict; `both` is whether they can be joined."""

    label: str
    mine: str
    theirs: str
    both: bool


@dataclass(frozen=True)
class Offer(Question["Good"]):
    """A version instead of a file that cannot be read, is gone, or has less in it."""

    title: str
    trouble: str
    """What is wrong, and where."""
    promise: str
    """What becomes of what is there now."""
    take: str
    leave: str
    without: str
    """What to do where there is no version."""
    versions: Iterator[Good]
    """The versions, newest first; looked for in a thread."""
    now: datetime


class Plan(NamedTuple):
    """What a new session begins with."""

    title: str
    agenda: Agenda
    people: tuple[Person, ...]
    starts: datetime | None


@dataclass(frozen=True)
class NewSession(Question[Plan]):
    """Title, agenda, planned time and people of a new session."""

    workbook: Workbook
    now: datetime


class Details(NamedTuple):
    """The facts of a session that people change by hand."""

    title: str
    """Empty to leave it as it is."""
    status: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class WhichDetails(Question[Details]):
    """Title, status and people."""

    session: Session
    workbook: Workbook


@dataclass(frozen=True)
class WhichOfBank(Question[tuple["BankQuestion", ...]]):
    """Ready questions, of which those `taken` are in the list already."""

    bank: Bank
    taken: frozenset[str]


@dataclass(frozen=True)
class Note(Question[bool]):
    """A line that is written into the session while it is typed; True to keep it."""

    title: str
    workshop: Workshop
    place: Place
    field: Field
    prompt: str


class Restore(NamedTuple):
    """A version to go back to, what it says, and the version that the present was kept as."""

    version: Version
    then: Session
    kept: Version


class Versions(Protocol):
    """What is asked of the versions of a session; all but `now` waits for the disk."""

    def versions(self) -> Sequence[Version]:
        """Return the versions, newest first."""

    def as_it_was(self, version: Version) -> Session:
        """Return what a version says. Raises SessionError."""

    def keep_present(self) -> Version:
        """Keep the present as a version, before another one is restored. Raises SaveError."""

    @property
    def folder(self) -> Path:
        """The folder that they are kept in."""

    @property
    def present(self) -> Session:
        """The session as it is now."""


@dataclass(frozen=True)
class WhichVersion(Question[Restore]):
    """The versions of a session, compared with each other and with the present."""

    versions: Versions
    workbook: Workbook
    read_only: bool
    now: Callable[[], datetime]


@dataclass(frozen=True)
class WhichText(Question[str]):
    """The earlier texts of one field."""

    label: str
    field: Field
    text: Callable[[], str]
    """Returns the present text."""
    earlier: Callable[[], Iterator[tuple[Earlier, ...]]]
    """Finds the earlier texts, bit by bit, newest first; waits for the disk."""
    read_only: bool
    now: Callable[[], datetime]
