"""Reads a Workbook from parsed TOML, and reports every mistake with its key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from types import MappingProxyType
from typing import TypeVar

from wbtui.core.days import NO_WORDS, DayWords, time_of_day
from wbtui.core.errors import Problem, Where, WorkbookError
from wbtui.core.text import clean, clean_line, on_one_line
from wbtui.core.workbook.model import (
    Agenda,
    Bank,
    BankQuestion,
    Field,
    Group,
    Option,
    Part,
    Pitfall,
    Slot,
    Stage,
    Step,
    Workbook,
)
from wbtui.core.workbook.rules import mistakes

FORMAT = 1
"""The version of the workbook file that this program reads."""
MAX_WHOLE_NUMBER = 100_000
"""The largest number of minutes or words: more than two months, or a thick book."""

MAX_SPELLINGS = 40
"""The most spellings of a word, and the most members of a series of words; a search tries each of them."""

Table = Mapping[str, object]
T = TypeVar("T")
D = TypeVar("D")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MUST_BE = {
    str: "key.text",
    int: "key.whole",
    bool: "key.flag",
    list: "key.list",
    dict: "key.table",
    time: "key.time_of_day",
}


def read_workbook(data: Table, *, where: str = "") -> Workbook:
    """Read a workbook from a parsed TOML document. Raises WorkbookError with all mistakes in it.

    `where` names the file in the error.
    """
    language = data.get("language")
    reader = _Reader(clean(language).strip() if isinstance(language, str) and language.strip() else "en")
    workbook = _workbook(_Table(data, "", reader))
    keys = {problem.where.key for problem in reader.problems}
    problems = (*reader.problems, *(rule for rule in mistakes(workbook) if rule.where.key not in keys))
    if problems:
        raise WorkbookError(problems, where=where)
    return workbook


@dataclass
class _Reader:
    language: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, key: str, **parameters: str | int) -> None:
        self.problems.append(Problem(code, MappingProxyType(parameters), Where(key=clean_line(key))))


@dataclass
class _Table:
    """Reads typed values from a table, reports wrong ones, and records the names read to find unknown keys."""

    data: Table
    path: str
    reader: _Reader
    asked: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def get(self, name: str, kind: type[T], default: D, *, required: bool = False) -> T | D:
        self.asked.add(name)
        value = self.data.get(name)
        if value is None:
            if required:
                self.reader.wrong("key.missing", self.key(name))
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.reader.wrong(_MUST_BE[kind], self.key(name))
            return default
        return value

    def text(self, name: str, *, required: bool = False) -> str:
        return clean(self.get(name, str, "", required=required)).strip()

    def line(self, name: str, *, required: bool = False) -> str:
        """Return a text that is shown on one line."""
        return on_one_line(self.text(name, required=required))

    def id(self, *, default: str = "") -> str:
        value = self.text("id", required=not default) or default
        if value and not _ID.fullmatch(value):
            self.reader.wrong("workbook.id", self.key("id"))
        return value

    def whole(self, name: str, *, required: bool = False) -> int:
        value = self.get(name, int, 0, required=required)
        if value < 0:
            self.reader.wrong("key.negative", self.key(name))
        elif value > MAX_WHOLE_NUMBER:
            self.reader.wrong("key.large", self.key(name), most=MAX_WHOLE_NUMBER)
        return min(max(0, value), MAX_WHOLE_NUMBER)

    def time(self, name: str) -> time | None:
        """Return a time of day such as `12:30`, written as a local time of TOML or as a text."""
        self.asked.add(name)
        value = self.data.get(name)
        try:
            return time_of_day(value) if isinstance(value, str) else self.get(name, time, None)
        except ValueError:
            self.reader.wrong("key.time_of_day", self.key(name))
            return None

    def whole_or_none(self, name: str) -> int | None:
        return self.whole(name) if name in self.data else self.get(name, int, None)

    def flag(self, name: str) -> bool:
        return self.get(name, bool, False)

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        values = self.get(name, list, [], required=required)
        for n, value in enumerate(values):
            if not isinstance(value, str):
                self.reader.wrong("key.text", f"{self.key(name)}[{n}]")
        return tuple(clean(value) for value in values if isinstance(value, str))

    def one_or_more(self, name: str) -> tuple[str, ...]:
        """Return the texts of a key whose value is a text or a list of texts."""
        if isinstance(self.data.get(name), str):
            text = self.text(name)
            return (text,) if text else ()
        return self.texts(name)

    def tables(self, name: str, read: Callable[[_Table], T], *, required: bool = False) -> tuple[T, ...]:
        found: list[T] = []
        for n, value in enumerate(self.get(name, list, [], required=required)):
            path = f"{self.key(name)}[{_label(value, n)}]"
            if isinstance(value, dict):
                table = _Table(value, path, self.reader)
                found.append(read(table))
                table.finish()
            else:
                self.reader.wrong("key.table", path)
        return tuple(found)

    def table(self, name: str, read: Callable[[_Table], T]) -> T | None:
        """Return what is read from the table of this name; None if there is none."""
        if not (data := self.get(name, dict, {})):
            return None
        table = _Table(data, self.key(name), self.reader)
        found = read(table)
        table.finish()
        return found

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return the words in a text that separates them by commas."""
        return self._limited(name, _spellings(self.line(name)))

    def series(self, name: str, length: int = 0) -> tuple[tuple[str, ...], ...]:
        """Return the spellings of each member of a series, which must have this length if it is not 0."""
        members = self.texts(name)
        if members and length not in (0, len(members)):
            self.reader.wrong("key.length", self.key(name), length=length)
        return tuple(self._limited(name, _spellings(on_one_line(member))) for member in members[:MAX_SPELLINGS])

    def _limited(self, name: str, spellings: tuple[str, ...]) -> tuple[str, ...]:
        if len(spellings) > MAX_SPELLINGS:
            self.reader.wrong("key.spellings", self.key(name), most=MAX_SPELLINGS)
        return spellings[:MAX_SPELLINGS]

    def finish(self) -> None:
        """Report the keys that were not read; they are nearly always typing mistakes."""
        for name in (name for name in self.data if name not in self.asked):
            if close := difflib.get_close_matches(name, sorted(self.asked), n=1):
                self.reader.wrong("key.unknown_but", self.key(name), close=close[0])
            else:
                self.reader.wrong("key.unknown", self.key(name))


def _spellings(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _label(value: object, at: int) -> str:
    """Return the name of an item of a list in error messages: its id, stage or title, or its 0-based position."""
    if isinstance(value, Mapping):
        for name in ("id", "stage", "title"):
            if isinstance(label := value.get(name), str) and label:
                return label
    return str(at)


def _workbook(table: _Table) -> Workbook:
    version = table.get("format", int, FORMAT, required=True)
    if version != FORMAT:
        table.reader.wrong("workbook.format", "format", format=version, known=FORMAT)
    workbook = Workbook(
        id=table.id(),
        title=table.line("title", required=True),
        description=table.text("description"),
        language=table.text("language") or table.reader.language,
        roles=table.texts("roles"),
        default_agenda=table.text("default_agenda"),
        capture_decision=table.text("capture_decision"),
        remote_pictures=table.flag("remote_pictures"),
        days=table.table("days", _day_words) or NO_WORDS,
        stages=table.tables("stages", _stage, required=True),
        agendas=table.tables("agendas", _agenda, required=True),
        banks=table.tables("banks", _bank),
        document=table.tables("document", _part),
    )
    table.finish()
    return replace(workbook, agendas=_with_titles(workbook.agendas, workbook.stages))


def _day_words(table: _Table) -> DayWords:
    return DayWords(
        weekdays=table.series("weekdays", 7),
        months=table.series("months", 12),
        numbers=table.series("numbers"),
        today=table.spellings("today"),
        tomorrow=table.spellings("tomorrow"),
        by=table.spellings("by"),
        this=table.spellings("this"),
        next=table.spellings("next"),
        ahead=table.spellings("ahead"),
        end=table.spellings("end"),
        day=table.spellings("day"),
        week=table.spellings("week"),
        month=table.spellings("month"),
        year=table.spellings("year"),
        ordinals=table.spellings("ordinals"),
        fillers=table.spellings("fillers"),
    )


def _with_titles(agendas: Sequence[Agenda], stages: Sequence[Stage]) -> tuple[Agenda, ...]:
    """Return the agendas; a slot without a title gets the title of its stage."""
    titles = {stage.id: stage.title for stage in stages}
    return tuple(
        Agenda(
            agenda.id,
            agenda.title,
            tuple(
                slot if slot.title else slot._replace(title=titles.get(slot.stage, "")) for slot in agenda.slots
            ),
            agenda.description,
        )
        for agenda in agendas
    )


def _stage(table: _Table) -> Stage:
    title = table.line("title", required=True)
    return Stage(
        id=table.id(),
        title=title,
        short=table.line("short") or title,
        question=table.text("question", required=True),
        purpose=table.text("purpose"),
        script=table.tables("script", _step),
        pitfalls=table.tables("pitfalls", _pitfall),
        groups=table.tables("groups", _group),
        carried=table.text("carried"),
        fields=table.tables("fields", _field, required=True),
    )


def _step(table: _Table) -> Step:
    return Step(
        title=table.text("title"),
        say=table.text("say"),
        do=table.text("do"),
        minutes=table.whole("minutes"),
        section=table.text("section"),
    )


def _pitfall(table: _Table) -> Pitfall:
    return Pitfall(sign=table.text("sign", required=True), remedy=table.text("remedy", required=True))


def _group(table: _Table) -> Group:
    return Group(id=table.id(), title=table.line("title", required=True), purpose=table.text("purpose"))


def _option(table: _Table) -> Option:
    return Option(
        id=table.id(),
        label=table.line("label", required=True),
        help=table.text("help"),
        open=table.flag("open"),
        key=table.line("key"),
    )


def _field(table: _Table) -> Field:
    return Field(
        id=table.id(),
        label=table.line("label", required=True),
        kind=table.text("kind", required=True),
        prompt=table.text("prompt"),
        good=table.text("good"),
        bad=table.text("bad"),
        example=table.text("example"),
        max_words=table.whole("max_words"),
        options=table.tables("options", _option),
        unit=table.line("unit"),
        fields=table.tables("fields", _field),
        banks=table.one_or_more("bank"),
        group=table.text("group"),
        audience=table.text("audience") or "internal",
        role=table.text("role") or "none",
        by=table.text("by"),
        derive=table.text("derive"),
        derive_from=table.texts("derive_from"),
        optional=table.flag("optional") or table.flag("retired"),
        asked_if=table.table("asked_if", _condition) or ("", ""),
        asked_from=table.text("asked_from"),
        retired=table.flag("retired"),
        row=table.text("row"),
        offer=table.one_or_more("offer"),
        owner=table.text("owner"),
        due=table.text("due"),
        vote=table.flag("vote"),
        language=table.reader.language,
    )


def _condition(table: _Table) -> tuple[str, str]:
    return table.text("field", required=True), table.text("is", required=True)


def _agenda(table: _Table) -> Agenda:
    return Agenda(
        id=table.id(),
        title=table.line("title", required=True),
        description=table.text("description"),
        slots=table.tables("slots", _slot, required=True),
    )


def _slot(table: _Table) -> Slot:
    stage = table.text("stage")
    return Slot(
        id=table.id(default=stage),
        title=table.line("title", required=not stage),
        minutes=table.whole("minutes", required=True),
        stage=stage,
        script=table.tables("script", _step),
        least=table.whole_or_none("min"),
        at=table.time("at"),
        must=table.flag("must"),
        may_go=table.flag("may_go"),
    )


def _bank(table: _Table) -> Bank:
    questions = table.tables("questions", _question, required=True)
    return Bank(id=table.id(), title=table.line("title", required=True), questions=questions)


def _question(table: _Table) -> BankQuestion:
    return BankQuestion(
        id=table.id(),
        category=table.line("category", required=True),
        question=table.text("question", required=True),
        carries=table.text("carries"),
        preselected=table.flag("preselected"),
        short=table.flag("short"),
    )


def _part(table: _Table) -> Part:
    return Part(
        title=table.line("title", required=True),
        include=table.texts("include", required=True),
        appendix=table.flag("appendix"),
    )
