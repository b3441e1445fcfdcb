"""Tests that no text for people has an old phrase: strings of the code, `--help`, README and workbooks."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from wbtui.cli import parser

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "wbtui"
FILES = (ROOT / "README.md", *sorted((PACKAGE / "workbooks").rglob("*.toml")))

REPLACED = """
Back to the previous stage
On to the next stage
Take back the last move
Bring the room here
One minute more
One minute less
Five minutes more
More questions, or fewer
Look at the next stage
Look at the previous one
Note for the parking lot
New entry in the list
Get questions from the bank
One vote more
One vote less
Bring the deleted entry back
Answer what the top line asks
Take this session over
Give this session to who asks
Earlier texts of this field
Keep a version with a name
Change the colours
Bring back a session whose file is gone
a letter does it
1–9 look at a stage
in the list itself
No session here yet
begins a new one: a title, an agenda
opens a worked example as a copy, to look around
tells the keys
Nothing of that name
Enter looks for an earlier version that can be read
changes nothing before you say so
such as 09:00; both may stay empty
when the clock is started
start plus agenda
or planned end
one to a line: name, role
starts with what is here
among the people
Tab goes on
… goes on to ….
Nothing is written here
Looking at … (room: …)
writes a new entry
gets questions from the bank
computed: …; choose to overrule
not one of these
a number, please
a date as 2027-03-31, please
the answer must carry
Not so good
The whole script
Space marks
marks all here
already in the list
What comes back later
Export as Markdown to
Replace it? … exists already
Title of the session that goes on from this one
between then and now
a with the one before
Beside what it says now
It says nothing now; this is gone
This field has said nothing else so far
Go back to this version?
become what they were
not written to its end
in the older format
kept by hand
before a choice of two texts
There is no move to take back
NOT SAVED: … (…)
Save a copy, or allow writing to it
Every word is kept on this machine meanwhile
comes back when the session is opened again
It is tried again by itself, too
It is kept nowhere else either: what is not saved would be lost
It takes long
WRITTEN TWICE: …
Written here and elsewhere
What you do not keep stays among the versions
READ-ONLY: … has it open (…)
asks for it (…)
Give this session away
Then you look on here
Nobody asks for this session
Nothing to take over
It is yours now
AWAY …: count it?
Do not count it
The program stood still for …
That time is counted
This folder has no locks
if two people edit at once, it is only noticed afterwards
a text in quotes without an end
a forbidden sign
nothing after the = that can be read, such as a text without quotes
more behind a value than may stand there
a name that is there already
the heading … is there already
neither a heading nor a name with = and a value
To be looked at only
Leave all as it is
Its file is not there any more
may have lost something
is no time of day
its usual one unless said
the last that differs unless said
when it is planned to begin
tell every mistake
98 ready ones: 32 of customers
20 about what it costs if this fails
Without make, any one of these does
After the last two the program is called
On Windows it goes as far as
nobody has tried it there
A key works at once, also while you type
are heeded
can be read by you alone
A file is of a newer version of the program
also what was there for only five seconds
half merged, mistyped
Home says the line
Questions from inside
Top three reasons this will not succeed
Stop if: what we measure
Stop if: the limit
Stop if: the day
Undo within a month?
Undo without hurting trust?
Undo without breaking a promise?
Undo without starting again?
Explain going back?
Known who may reverse it?
Do more of it at
May cost at most
What it taught us
Smallest loss that still tells us
What we will not have done
Which of my troubles goes away
Who should rather not use it?
How do I get out of it, and what becomes of what is mine?
Give the rules, one breath each
Skip it with a good conscience
Matchstick people are perfect
No typing errors, please; those go to the authors afterwards
Nobody talks, the authors neither
the authors only ask back
Show the eight questions that are already there
Sort the list by votes and stop after the eighth
"""
"""Phrases that the program does not use any more; … stands for a part that differs."""

BANNED = (
    r"\b(keep|take|get|give|begin)s (it|them)\b",
    r"\bbrings? (\w+ ){0,4}back\b",
    r"unless said",
    r"\bmend(s|ed|ing)?\b",
)
"""Patterns of phrases that are literal translations and not idiomatic English."""


def strings_of(path: Path) -> Iterator[str]:
    """Yield the strings of a module except its docstrings; … stands for each hole of an f-string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    left_out = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def helps(part: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the texts of `--help` for a command and its subcommands."""
    yield part.format_help()
    for action in part._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from helps(below)


@cache
def said() -> tuple[tuple[str, str], ...]:
    """Return all texts for people, each with the file it is from; runs of white space are one space."""
    found = [
        (str(path.relative_to(ROOT)), text) for path in sorted(PACKAGE.rglob("*.py")) for text in strings_of(path)
    ]
    found += [("--help", text) for text in helps(parser())]
    # Without the signs of Markdown, which may stand within a sentence.
    found += [(path.name, re.sub("[`*#]", "", path.read_text(encoding="utf-8"))) for path in FILES]
    return tuple((where, " ".join(text.split())) for where, text in found)


def hits(pattern: str) -> list[str]:
    """Return the matches of a pattern in texts for people, each with the file it is in."""
    wanted = re.compile(pattern, re.IGNORECASE)
    return [f"{where}: {match[0]}" for where, text in said() for match in wanted.finditer(text)]


def test_no_replaced_phrase_is_used() -> None:
    phrases = REPLACED.strip().splitlines()
    patterns = [".{0,60}".join(re.escape(part) for part in phrase.split("…")) for phrase in phrases]

    assert len(phrases) > 100
    assert [hit for pattern in patterns for hit in hits(pattern)] == []


def test_no_banned_phrase_is_used() -> None:
    assert [hit for pattern in BANNED for hit in hits(pattern)] == []


def test_strings_with_holes_are_read_as_one_sentence() -> None:
    assert ("src/wbtui/ui/controllers/saving.py", "NOT SAVED… · … · … fix") in said()


def test_all_texts_for_people_are_checked() -> None:
    places = {where for where, _ in said()}
    assert {"README.md", "working-backwards.toml", "workbook.toml", "--help"} <= places
    assert {"src/wbtui/wording/__init__.py", "src/wbtui/wording/labels.py"} <= places
