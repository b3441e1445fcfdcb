"""Tests the laws of saving into a file that people have scribbled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import tomli
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.session_edits import with_answer, with_entry, with_entry_moved, without_entry
from tests.storage.scribbled import FOREIGN, Line, Note, Path, Scribbled, foreign_in
from tests.storage.scribbles import Scribe
from tests.storage.test_codec import scalars, sessions

from wbtui.core.place import Place
from wbtui.core.session import Entry, Person, Session
from wbtui.storage.session_file import codec
from wbtui.storage.session_file.encode import known_tables
from wbtui.storage.session_file.tables import Items, at_path, by_path
from wbtui.storage.session_file.toml_document import TomlDocument


@st.composite
def edited(draw: st.DrawFn, session: Session) -> Session:
    """A few changes such as people make."""
    for n in range(draw(st.integers(1, 3))):
        places = [place for place, _ in session.places()]
        lists = [
            Place(stage, name)
            for stage, fields in session.answers.items()
            for name, answer in fields.items()
            if isinstance(answer, tuple)
        ]
        kind = draw(
            st.sampled_from(["set", "unset", "new", "part", "list", "add", "remove", "move", "head", "people"])
        )
        if kind in ("set", "unset") and places:
            value = draw(scalars) if kind == "set" else None
            session = with_answer(session, draw(st.sampled_from(places)), value)
        elif kind == "new":
            stage = draw(st.sampled_from(["fresh", *(stage for stage in session.answers if stage)]))
            session = with_answer(
                session, Place(stage, draw(st.sampled_from(["new-1", "new-2.b"]))), draw(scalars)
            )
        elif kind == "part" and lists:
            list_ = draw(st.sampled_from(lists))
            entry = draw(st.sampled_from(session.entries(list_)))
            session = with_answer(session, list_.at(entry=entry.id, part="new-4"), draw(scalars))
        elif kind == "list":
            stage = draw(st.sampled_from(["fresh", *(stage for stage in session.answers if stage)]))
            session = with_entry(session, Place(stage, "new-3"), Entry(f"new--{n}", {"x": draw(scalars)}))
        elif kind == "add" and lists:
            session = with_entry(session, draw(st.sampled_from(lists)), Entry(f"new--{n}", {"x": draw(scalars)}))
        elif kind in ("remove", "move") and lists:
            list_ = draw(st.sampled_from(lists))
            entry = draw(st.sampled_from(session.entries(list_)))
            by = draw(st.integers(-3, 3))
            place = list_.at(entry=entry.id)
            session = without_entry(session, place) if kind == "remove" else with_entry_moved(session, place, by)
        elif kind == "head":
            session = replace(session, slot="problem", pivoted_from=draw(st.sampled_from(["", "s0"])))
        elif kind == "people":
            first = draw(st.sampled_from([(Person("First"),), (), (Person("One"), Person("Two"))]))
            session = replace(session, people=(*first, *session.people[1:]))
    return session


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scribbled, bytes, Session, Session]:
    """A file, its session, and the session to save into it."""
    session = draw(sessions())
    chance = draw(st.randoms(use_true_random=False))
    scribbled = Scribe(session, chance).write()
    body = scribbled.text + chance.choice(["", "\n", "\n\n"])
    end = codec.render(session).ending.lstrip("\n")
    last = chance.choice(["plain", "plain", "plain", "text below", "indented"])
    if last == "text below":
        below = Note("# note below the last line", "free")
        scribbled.notes.append(below)
        body, end = f"{body}{end}{below.text}\n", ""
    elif last == "indented":
        end = f"  {end}"
    try:
        tomli.loads(body)
    except ValueError:
        assume(False)
    if chance.random() < 0.3:
        body, end = body.replace("\n", "\r\n"), end.replace("\n", "\r\n")
    elif chance.random() < 0.2:
        body = "".join(line + chance.choice(["\n", "\n", "\r\n"]) for line in body.split("\n")[:-1])
        end = end.replace("\n", "\r\n") if body.count("\r\n") * 2 > body.count("\n") else end
    text = body + end
    text = chance.choice(["", "", "\ufeff"]) + text
    return scribbled, text.encode(), session, draw(edited(session))


def gone(old: Session, new: Session) -> tuple[set[object], set[tuple[Path, str | None]]]:
    """Return the keys and rows that the new session lacks; of people, all rows that may be removed."""
    before, now = by_path(known_tables(old)), by_path(known_tables(new))
    rows: set[tuple[Path, str | None]] = set()
    for path, items in before.items():
        rows.update((path, item) for item in items if item and item not in now.get(path, {}))
    keys: set[object] = {
        (path, item, name)
        for path, items in before.items()
        for item, values in items.items()
        for name in values
        if name not in now.get(path, {}).get(item, {})
    }
    return keys, rows


def bare(text: str) -> list[str]:
    """The lines with neither line ends nor a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


@settings(max_examples=40, deadline=None)
@given(cases())
def test_a_file_edited_by_hand_keeps_its_comments_and_unknown_keys(
    case: tuple[Scribbled, bytes, Session, Session],
) -> None:
    holds(*case)


def holds(scribbled: Scribbled, data: bytes, old: Session, new: Session) -> None:
    loaded = codec.read(data)
    assert loaded.session == old
    toml = codec.render(new, loaded.toml)
    toml = codec.verified(new, toml)
    text = toml.text
    if toml.is_rewritten:
        assert scribbled.is_odd
    assert codec.read(text.encode()).session == new
    if new == old and is_ours(loaded.toml.body, data):
        assert text.encode() == data
    if b"\r\n" in data and data.count(b"\r\n") == data.count(b"\n"):
        assert text.count("\r\n") == text.count("\n")
    elif b"\r" not in data:
        assert "\r" not in text
    assert text.startswith("\ufeff") == data.startswith(b"\xef\xbb\xbf")
    lines = bare(text)
    assert lines[-2].startswith("# end: ")
    assert sum(line.strip().startswith("# end: ") for line in lines) == 1
    assert lines[-3].strip() or not lines[-3], "the last line leaves no space behind"

    was, now = (Counter(foreign_in(tomli.loads(one))) for one in (data.decode("utf-8-sig"), text.lstrip("\ufeff")))
    keys, rows = gone(old, new)
    ids = {item for _, item in rows}
    lost = [path for path in was - now if not ids.intersection(path) and path[0] != "people"]
    assert lost == [], lost
    assert now - was == Counter()
    nobody_inherits(data, text, old, new)
    what_is_replaced_is_said(scribbled, toml, data)

    for note in scribbled.notes:
        count = sum(line.endswith(note.text) for line in lines)
        if (note.path, note.item) in rows and note.kind != "free":
            assert count == 0 or (note.path == ("people",) and count == 1) or toml.is_rewritten
        elif note.kind in ("lead", "tail") and (note.path, note.item, note.name) in keys:
            assert count == 0 or toml.is_rewritten
        else:
            assert count == 1, note
            if note.kind == "lead" and not toml.is_rewritten:
                following = lines[next(n for n, line in enumerate(lines) if line.strip() == note.text) :]
                owner = next(line.strip() for line in following if line.strip()[:1] != "#")
                assert owner.startswith(note.line), (note, owner)
            elif note.kind == "tail" and not toml.is_rewritten:
                own = next(line.strip() for line in lines if line.endswith(note.text)).removesuffix(note.text)
                assert own.startswith(note.line) or '"""' in own, (note, own)

    if not toml.is_rewritten:
        what_is_unchanged_is_the_same_to_the_letter(scribbled, data, text, old, new)


def what_is_unchanged_is_the_same_to_the_letter(
    scribbled: Scribbled, data: bytes, text: str, old: Session, new: Session
) -> None:
    """Check tables with a header, and single lines with all that belongs to them, with their line ends."""
    before, after = by_path(known_tables(old)), by_path(known_tables(new))
    was, now = data.decode("utf-8-sig"), text.removeprefix("\ufeff")
    kept = [block for block in scribbled.blocks if is_same_table(before, after, block.path, block.item)]
    free = {note.text for note in scribbled.notes if note.kind == "free"}
    for block in kept:
        if "# end: " in block.text or is_moved(before, after, block.path):
            # A last line of an older version goes with the first change, and a moved row leaves behind the
            # comments that belong to no line.
            own = [line for line in block.text.split("\n") if line and line not in free and line[:6] != "# end:"]
            pattern = r"\n(?:[ \t]*(?:#[^\n]*)?\n)*".join(map(re.escape, own))
            assert re.search(rf"^{pattern}$", now.replace("\r\n", "\n"), re.MULTILINE), block
        else:
            assert is_in(as_written(block.text, was), now), block
    for line in scribbled.lines:
        if is_same_line(before, after, line):
            assert is_in(as_written(line.text, was), now), line


def is_same_table(before: Mapping[Path, Items], after: Mapping[Path, Items], path: Path, item: str | None) -> bool:
    """Return whether neither a table nor those below it have changed."""
    values = before.get(path, {}).get(item), after.get(path, {}).get(item)
    return values[0] == values[1] and below(before, path) == below(after, path)


def is_moved(before: Mapping[Path, Items], after: Mapping[Path, Items], path: Path) -> bool:
    """Return whether rows that both sessions have are in another order."""
    was, now = before.get(path, {}), after.get(path, {})
    return [item for item in was if item in now] != [item for item in now if item in was]


def is_same_line(before: Mapping[Path, Items], after: Mapping[Path, Items], line: Line) -> bool:
    """Return whether the value of a line is what it was; that of a person counts as changed with the person."""
    was, now = before.get(line.path, {}), after.get(line.path, {})
    if not line.name:
        return [*was.items()] == [*now.items()] and below(before, line.path) == below(after, line.path)
    if line.name == "slot":
        # An older version called it `stage`.
        return False
    if line.path == ("people",) or line.name.startswith(FOREIGN) or line.name == "by":
        return line.item is None or (line.item in now and was.get(line.item) == now.get(line.item))
    missing = object()
    return was.get(line.item, {}).get(line.name, missing) == now.get(line.item, {}).get(line.name)


def as_written(part: str, text: str) -> set[str]:
    """Return part of a text, given with plain line ends, with the line ends that it has wherever it occurs."""
    lines, count = [f"{line}\n" for line in text.split("\n")], part.count("\n")
    plain = "\n" + text.replace("\r\n", "\n")
    found = (match.start() for match in re.finditer(f"(?={re.escape(chr(10) + part)})", plain))
    return {"".join(lines[n : n + count]) for n in (plain.count("\n", 0, at) for at in found)}


def is_in(ways: set[str], text: str) -> bool:
    """Return whether a text has a part of whole lines, written in one of several ways."""
    assert ways
    return any(f"\n{part}" in f"\n{text}" for part in ways)


def is_ours(body: str, data: bytes) -> bool:
    """Return whether a file is as the program leaves it: with one last line, and no key of an older version."""
    text = data.decode("utf-8-sig")
    last = text.rstrip().rpartition("\n")[2]
    return (
        text.count("# end: ") == 1
        and last.startswith("# end: ")
        and not re.search(r"^stage\b", body, re.MULTILINE)
    )


def nobody_inherits(data: bytes, text: str, old: Session, new: Session) -> None:
    """Check that unknown keys stay in the row of their person, and that a new person does not inherit any."""
    was, now = (
        {row["name"]: {key for key in row if key.startswith(FOREIGN)} for row in one.get("people", ())}
        for one in (tomli.loads(data.decode("utf-8-sig")), tomli.loads(text.lstrip("\ufeff")))
    )
    names = Counter(person.name for person in (*old.people, *new.people))
    for person in new.people:
        if names[person.name] == 2 and person.name in was:
            assert now[person.name] == was[person.name]
        elif person.name not in was and len(new.people) != len(old.people):
            assert not now[person.name]


def what_is_replaced_is_said(scribbled: Scribbled, toml: TomlDocument, data: bytes) -> None:
    """Check that each unknown value in the place of an answer is unchanged, or that a message has its key."""
    before = tomli.loads(data.decode("utf-8-sig"))
    for path in scribbled.foreign_answers:
        was, now = at_path(before, path), at_path(toml.data, path)
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            # Answers may have come beside it.
            now = {key: value for key, value in now.items() if key in was}
        if repr(was) != repr(now):
            assert any(path == replaced[: len(path)] for replaced in toml.replaced), (path, toml.replaced)
            assert toml.losses


def below(tables: Mapping[Path, Items], path: Path) -> dict[Path, object]:
    return {other: list(items.items()) for other, items in tables.items() if other[: len(path)] == path != other}
