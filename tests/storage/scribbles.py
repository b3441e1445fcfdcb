"""Writes session files as people leave them: comments everywhere, unknown keys, tables in every notation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tests.storage.scribbled import FOREIGN, Block, Line, Note, Path, Scribbled

from wbtui.core.session import Session
from wbtui.storage.session_file.encode import known_tables
from wbtui.storage.session_file.tables import KnownTable
from wbtui.storage.session_file.toml_text import key_text, value_text

CLOCKS = (("clock", "planned"), ("clock", "spent"))
"""The tables that may hold only numbers."""


class Scribe:
    """Writes a session into a file in a random way."""

    def __init__(self, session: Session, chance: random.Random) -> None:
        self.chance = chance
        self.notes: list[Note] = []
        self.blocks: list[Block] = []
        self.recorded: list[Line] = []
        self.count = 0
        self.is_odd = False
        self.foreign_answers: list[Path] = []
        # Not by `random`, which is often 0 here.
        self.has_old_ends = chance.choice([False, False, True])
        self.tables: dict[Path, list[KnownTable]] = {}
        for section in known_tables(session):
            if section.values:
                self.tables.setdefault(section.path, []).append(section)

    def write(self) -> Scribbled:
        """The whole file but for its last line."""
        paths = [path for path in self.tables if path]
        stages = list(dict.fromkeys(path[1] for path in paths if path[0] == "stages"))
        root: list[str] = []
        blocks: list[list[str]] = []
        for name in ("clock", "people", "parking_lot", "actions"):
            self.subtree((name,), (), root, blocks)
        home = self.chance.choice(["headers", "headers", "root", "table", "inline"])
        if home == "inline" and stages:
            root.append(self.line(["stages"], self.inline_table(("stages",)), ("stages",)))
        else:
            inside: list[str] = []
            for stage in stages:
                own = home == "headers" or self.chance.random() < 0.3
                into, base = (inside, ("stages",)) if home == "table" else (root, ())
                self.subtree(("stages", stage), base, into, blocks, headers=own)
            if home == "table":
                blocks.append([self.block(("stages",), None, inside)])
        head = self.tables[()][0]
        old = {"slot": "stage"} if self.chance.choice([False, False, True]) else {}
        first = [
            self.line([old.get(name, name)], self.value(value), (), name=name)
            for name, value in head.values.items()
        ]
        # With the first change the key gets its new name.
        self.notes = [note._replace(line="slot") if note.name == "slot" else note for note in self.notes]
        rest = [*first[1:], *root, *self.foreign(()), *self.foreign(())]
        if self.chance.random() < 0.3:
            self.chance.shuffle(rest)
        top = self.free() + "".join(self.spaced([first[0], *rest]))
        if self.chance.random() < 0.5:
            self.count += 1
            blocks.append([self.block((f"{FOREIGN}{self.count}",), None, self.foreign(()))])
        order = [n for n, group in enumerate(blocks) for _ in group]
        if self.chance.random() < 0.4:
            self.chance.shuffle(order)
        groups = [iter(group) for group in blocks]
        text = "".join((self.ended(top), *(next(groups[n]) for n in order)))
        return Scribbled(text, self.notes, self.blocks, self.recorded, self.foreign_answers, self.is_odd)

    def subtree(
        self, path: Path, base: Path, into: list[str], blocks: list[list[str]], *, headers: bool | None = None
    ) -> None:
        """Return a table and those in it: with headers, or as lines of another table, whose path is `base`."""
        if headers is None:
            headers = self.chance.random() < 0.6
        below = [other for other in self.tables if other[: len(path)] == path and other != path]
        if not below and path not in self.tables:
            return
        items = self.tables.get(path, [])
        keys = list(path[len(base) :])
        if items and items[0].item is not None:
            if headers:
                blocks.append([text for section in items for text in self.row(section)])
            else:
                into.append(self.line(keys, self.inline_rows(path), path))
            return
        if headers:
            lines = self.lines(path, path)
            if path[0] == "stages" and len(path) == 2 and self.chance.choice([False, False, True]):
                # A table where an answer may come.
                blocks.append([f"[{key_text(*path, 'new-1')}]\nx.y = [1, 2]\n\n"])
                self.foreign_answers.append((*path, "new-1"))
            for other in sorted({other[: len(path) + 1] for other in below}):
                self.subtree(other, path, lines, blocks)
            if lines or self.chance.random() < 0.5:
                blocks.append([self.block(path, None, lines)])
        elif self.chance.random() < 0.5:
            into += self.lines(path, base)
            for other in sorted({other[: len(path) + 1] for other in below}):
                self.subtree(other, base, into, blocks, headers=None if self.chance.random() < 0.2 else False)
        else:
            into.append(self.line(keys, self.inline_table(path), path))

    def lines(self, path: Path, base: Path) -> list[str]:
        """The values of a table as lines of it, or with dotted keys as lines of the table at `base`."""
        keys = path[len(base) :]
        found = [
            self.line([*keys, name], self.value(value), path, name=name)
            for section in self.tables.get(path, [])
            for name, value in section.values.items()
        ]
        if path not in CLOCKS:
            found += self.foreign(keys)
        return found + self.in_the_way(path, keys)

    def in_the_way(self, path: Path, keys: Sequence[str]) -> list[str]:
        """Return nothing, or a line with an unknown value where an answer may come, in one of several forms."""
        if path[:1] != ("stages",) or len(path) != 2 or self.chance.choice([False, True]):
            return []
        name = self.chance.choice(["new-1", "new-2", "new-3"])
        self.foreign_answers.append((*path, name))
        way = self.chance.choice(["true", "nan", "[1, 2]", "{ x = [1] }", ""])
        return [f"{key_text(*keys, name)} = {way}\n" if way else f"{key_text(*keys, name, 'x', 'y')} = [1]\n"]

    def row(self, section: KnownTable) -> list[str]:
        lines = [
            self.line([name], self.value(value), section.path, section.item, name)
            for name, value in section.values.items()
        ]
        lines += self.foreign((), section)
        own = self.block(section.path, section.item, lines)
        if self.chance.random() < 0.2:
            # A table in the row, which belongs to it.
            self.count += 1
            header = f"[{key_text(*section.path, f'{FOREIGN}{self.count}')}]"
            lead = self.lead(section.path, section.item, "", header)
            lines = [lead + header + "\n", self.line(["by"], '"Jo"', section.path, section.item, "by")]
            inner = self.ended("".join(lines))
            if self.chance.random() < 0.3:
                self.is_odd = True
                return [own, inner]
            block = self.blocks.pop()
            self.blocks.append(block._replace(text=own + "".join(lines)))
            own += inner
        return [own]

    def block(self, path: Path, item: str | None, lines: list[str]) -> str:
        header = f"[{key_text(*path)}]" if item is None else f"[[{key_text(*path)}]]"
        lead = self.lead(path, item, "", header)
        behind = self.note("behind", path, item) if self.chance.random() < 0.2 else ""
        header = f"{lead}{header}{' ' + behind if behind else ''}\n"
        text = "".join(self.spaced([header, *lines]))
        self.blocks.append(Block(path, item, text))
        return self.ended(text)

    def ended(self, text: str) -> str:
        """Return a table with the lines below it, among them a comment if an empty line follows."""
        way = self.chance.choice(["", "\n", "\n", "\n\n", "#\n\n", "\n#\n\n"])
        if self.has_old_ends and self.chance.choice([False, False, True]):
            return f"{text}# end: 3 answers\n"
        return text + (way.replace("#", self.note("free")) if "#" in way else way)

    def spaced(self, lines: Sequence[str]) -> Iterator[str]:
        for n, line in enumerate(lines):
            yield line
            if n + 1 < len(lines):
                yield self.chance.choice(["", "", "\n"])
                yield self.free()

    def free(self) -> str:
        return self.chance.choice(["\n", ""]) + self.note("free") + "\n\n" if self.chance.random() < 0.1 else ""

    def note(self, kind: str, path: Path = (), item: str | None = None, name: str = "", line: str = "") -> str:
        self.count += 1
        odd = self.chance.choice(["", " [[x]]", ' it\'s "quoted"', ' """', " x = 1", " # more", " }]"])
        text = f"# note {self.count}.{odd}"
        self.notes.append(Note(text, kind, path, item, name, line))
        return text

    def lead(self, path: Path, item: str | None, name: str, line: str) -> str:
        times = self.chance.choice([0, 0, 0, 1, 2])
        return "".join(f"{self.note('lead', path, item, name, line)}\n" for _ in range(times))

    def line(self, keys: Sequence[str], value: str, path: Path, item: str | None = None, name: str = "") -> str:
        """A key and its value, with comments."""
        begin = key_text(*keys)
        lead = self.lead(path, item, name, begin)
        begin += self.chance.choice([" = ", " = ", "=", "  =\t"])
        behind = "  " + self.note("behind", path, item, name) if self.chance.random() < 0.2 else ""
        text = f"{lead}{begin}{value}{behind}\n"
        self.recorded.append(Line(path, item, name, text))
        return text

    def value(self, value: object) -> str:
        if isinstance(value, str) and value.isprintable() and "'" not in value and self.chance.random() < 0.3:
            return f"'{value}'"
        return value_text(value, block=self.chance.random() < 0.2)

    def foreign(self, keys: Sequence[str], section: KnownTable | None = None) -> list[str]:
        """Return nothing, or an unknown key with a value that no answer could have."""
        if self.chance.random() < 0.5:
            return []
        self.count += 1
        name = f"{FOREIGN}{self.count}"
        path, item = (section.path, section.item) if section else ((), None)
        if self.chance.random() < 0.3:
            return [
                self.line([*keys, name, "one"], "[1]", path, item, name),
                self.line([*keys, name, "two"], "[2]", path, item, name),
            ]
        odd = self.chance.choice(
            ["true", '""', "[]", "[1, 2]", '{ a = [1], "b c" = [{ x = "y" }] }', "nan", "12:30:00"]
        )
        if odd == "[1, 2]":
            odd = f"[1, {self.note('inside', path, item, name)}\n  2,\n]"
        return [self.line([*keys, name], odd, path, item, name)]

    def inline_table(self, path: Path) -> str:
        parts = [
            (name, f"{key_text(name)} = {value_text(value)}")
            for section in self.tables.get(path, [])
            for name, value in section.values.items()
        ]
        for other in sorted(
            {other[: len(path) + 1] for other in self.tables if other[: len(path)] == path != other}
        ):
            items = self.tables.get(other, [])
            if items and items[0].item is not None:
                parts.append(("", f"{key_text(other[-1])} = {self.inline_rows(other)}"))
            elif len(items) == 1 and self.chance.random() < 0.4 and len(self.below(other)) == 1:
                values = items[0].values.items()
                parts += [("", f"{key_text(other[-1], name)} = {value_text(v)}") for name, v in values]
            else:
                parts.append(("", f"{key_text(other[-1])} = {self.inline_table(other)}"))
        parts += [("", part) for part in self.inline_foreign()] if path not in (("stages",), *CLOCKS) else []
        self.chance.shuffle(parts)
        if self.chance.random() < 0.4:
            members = [
                self.member(part, path, None, name, key_text(name)) if name else f"  {part}"
                for name, part in parts
            ]
            return self.over_lines("{", members, "}")
        return self.chance.choice(["{ %s }", "{%s}"]) % self.chance.choice([", ", ","]).join(
            part for _, part in parts
        )

    def member(self, text: str, path: Path, item: str | None, name: str, line: str) -> str:
        """A member of an array or inline table on lines of its own, with its comments; `,` is to come at `\0`."""
        lead = "".join(f"  {one}\n" for one in self.lead(path, item, name, line).splitlines())
        tail = f" {self.note('tail', path, item, name, line)}" if self.chance.random() < 0.3 else ""
        return f"{lead}  {text}\0{tail}"

    def over_lines(self, begin: str, members: Sequence[str], end: str) -> str:
        """An array or inline table over several lines, with comments that belong to none of its members."""
        text = begin + (f" {self.note('free')}" if self.chance.random() < 0.2 else "") + "\n"
        for n, member in enumerate(members):
            is_last = n + 1 == len(members)
            text += self.free() if self.chance.random() < 0.5 else ""
            comma = "" if is_last and self.chance.random() < 0.5 else ","
            here, _, tail = member.partition("\0")
            text += f"{here}{comma}{tail}\n" if self.chance.random() < 0.9 else f"{here}{tail}\n  {comma}\n"
        return text + (f"  {self.note('free')}\n" if self.chance.random() < 0.2 else "") + end

    def below(self, path: Path) -> list[Path]:
        return [other for other in self.tables if other[: len(path)] == path]

    def inline_foreign(self) -> list[str]:
        if self.chance.random() < 0.5:
            return []
        self.count += 1
        return [f"{FOREIGN}{self.count} = [true]"]

    def inline_rows(self, path: Path) -> str:
        rows = []
        for section in self.tables[path]:
            parts = [f"{key_text(name)} = {value_text(value)}" for name, value in section.values.items()]
            rows.append("{ " + ", ".join(parts + self.inline_foreign()) + " }")
        if self.chance.random() < 0.5:
            return f"[{', '.join(rows)}]"
        return self.over_lines(
            "[",
            [
                self.member(
                    row, path, section.item, "", "" if path == ("people",) else f'{{ id = "{section.item}"'
                )
                for section, row in zip(self.tables[path], rows, strict=True)
            ],
            "]",
        )
