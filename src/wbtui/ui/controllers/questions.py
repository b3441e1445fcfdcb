"""The questions that controllers ask the user; the interface has a dialog for each class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from wbtui.core.place import Place
    from wbtui.core.session import Person, Session
    from wbtui.core.versions import EarlierText, Version
    from wbtui.core.workbook.model import Agenda, Bank, BankQuestion, Field, Workbook
    from wbtui.workshop import Workshop

T = TypeVar("T")
V = TypeVar("V", bound="OfferedVersion")

Side: TypeAlias = Literal["mine", "theirs", "both"]


class Question(Generic[T]):
    """A question whose answer is a `T`, or None if the dialog was closed without one."""


@dataclass(frozen=True)
class YesOrNo(Question[bool]):
    """A text with two buttons; the `no` button has the focus."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True)
class OneLine(Question[str]):
    """A question answered by one line of text, such as a path or a title."""

    title: str
    text: str
    """The initial text."""
    verb: str
    """The effect of Enter, as a verb."""
    usual: str = ""
    """The answer if the line is empty."""


class FileChoice(NamedTuple):
    """A file to choose from, shown in two lines."""

    title: str
    note: str
    path: Path


@dataclass(frozen=True)
class OneOf(Question[Path]):
    """A choice of one out of several files."""

    title: str
    choices: Sequence[FileChoice]
    verb: str
    """The effect of Enter on the chosen file, as a verb."""


@dataclass(frozen=True)
class WhichSide(Question[Side]):
    """A choice between the two sides of a conflict; `both` tells whether they can be joined."""

    label: str
    mine: str
    theirs: str
    both: bool


class OfferedVersion(Protocol):
    """A version that can be read, with the changes that were made after it."""

    @property
    def version(self) -> Version:
        """The version itself."""

    @property
    def answers(self) -> int:
        """The number of answers."""

    @property
    def added(self) -> int:
        """The number of changes that were made after it."""


@dataclass(frozen=True)
class OfferRestore(Question[V]):
    """An offer to open a version of a file that is unreadable, missing or incomplete."""

    title: str
    trouble: str
    """The problem, and the path of the file."""
    promise: str
    """A sentence about what happens to the present file."""
    take: str
    leave: str
    without: str
    """The text to show if there is no version."""
    versions: Iterator[V]
    """The versions, newest first; the iterator reads the disk, so call it in a thread."""
    now: datetime


class Plan(NamedTuple):
    """The initial facts of a new session."""

    title: str
    agenda: Agenda
    people: tuple[Person, ...]
    starts: datetime | None


@dataclass(frozen=True)
class NewSession(Question[Plan]):
    """The form for title, agenda, planned time and people of a new session."""

    workbook: Workbook
    now: datetime


class Details(NamedTuple):
    """The facts of a session that people edit in a form."""

    title: str
    """The title; empty to keep the old one."""
    status: str
    people: tuple[Person, ...]


class Ending(NamedTuple):
    """The user's decision to end the workshop."""

    look_again: date | None
    """The day on which the room looks at its document again; None for none."""


@dataclass(frozen=True)
class HowToClose(Question[Ending]):
    """The form that ends a workshop, with what to read aloud."""

    session: Session
    workbook: Workbook
    now: datetime


@dataclass(frozen=True)
class WhichDetails(Question[Details]):
    """The form for title, status and people."""

    session: Session
    workbook: Workbook


@dataclass(frozen=True)
class WhichOfBank(Question[tuple["BankQuestion", ...]]):
    """A choice of several questions of a bank; those in `taken` are already in the list."""

    bank: Bank
    taken: frozenset[str]


@dataclass(frozen=True)
class Note(Question[bool]):
    """A line that is written into the session while the user types it; the answer is True to keep it."""

    title: str
    workshop: Workshop
    place: Place
    field: Field
    prompt: str
    verb: str
    """The effect of Enter, as a verb."""


class Restore(NamedTuple):
    """A version to restore, its session, and the version in which the present session was saved."""

    version: Version
    then: Session
    kept: Version


class Versions(Protocol):
    """Access to the versions of a session; `versions`, `as_it_was` and `keep_present` wait for the disk."""

    def versions(self) -> Sequence[Version]:
        """Return the versions, newest first."""

    def as_it_was(self, version: Version) -> Session:
        """Return the session as it was in a version. Raises SessionError."""

    def keep_present(self) -> Version:
        """Save the present session as a version, before another one is restored. Raises SaveError."""

    @property
    def folder(self) -> Path:
        """The folder that contains the versions."""

    @property
    def present(self) -> Session:
        """The session as it is now."""


@dataclass(frozen=True)
class WhichVersion(Question[Restore]):
    """A choice of a version to restore; the dialog compares it with the present or with the one before."""

    versions: Versions
    workbook: Workbook
    read_only: bool
    now: Callable[[], datetime]


@dataclass(frozen=True)
class WhichText(Question[str]):
    """A choice of one of the earlier texts of a field."""

    label: str
    field: Field
    text: Callable[[], str]
    """Returns the present text of the field."""
    earlier: Callable[[], Iterator[tuple[EarlierText, ...]]]
    """Yields all texts found so far, newest first, again and again until no more are found; waits for the disk."""
    read_only: bool
    now: Callable[[], datetime]
