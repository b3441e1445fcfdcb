"""Tests of the messages for invalid TOML, which a facilitator must understand."""

from __future__ import annotations

import pytest

from wbtui.core.errors import SessionError
from wbtui.storage.session_file import codec

HEAD = "format = 1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "cut', "line 2, where the file ends: a text in quotes without an end"),
        ('title = """cut\nmore\n\n', "line 3, where the file ends: a text in quotes without an end"),
        ('title = "cut\nx = 1\n', "line 2: a text in quotes without an end, or a forbidden sign"),
        ("x = 1\nx = 2\n", "line 3: a name that is there already"),
        ("x = {a = 1, a = 2}\n", "line 2: a name that is there already"),
        ("[a.b]\n[a.b]\n", "line 3: the heading [a.b] is there already"),
        ("[a]\n[a]\n", "line 3: the heading [a] is there already"),
        ("[[a]]\n[a]\n", "line 3: the heading [a] is there already"),
        ("a = {}\n[a.b]\n", "line 3: the heading [a.b] is there already"),
        ("a = 1\n[a.b]\n", "line 3: a name that is there already"),
        ("title\n", "line 2: no = after a name"),
        ("tit", "line 2, where the file ends: no = after a name"),
        ("[stages\n", "line 2: a heading without its closing bracket"),
        ("[[stages]\n", "line 2: a heading without its closing bracket"),
        ("[sta", "line 2, where the file ends: a heading without its closing bracket"),
        ("title = Pocket\n", "line 2: nothing after the = that can be read, such as a text without quotes"),
        ("day = 2026-02-31\n", "line 2: a date that does not exist"),
        ("= 1\n", "line 2: neither a heading nor a name with = and a value"),
        ("{}\n", "line 2: neither a heading nor a name with = and a value"),
        ("x = 1 y = 2\n", "line 2: more behind a value than may stand there"),
        ("x = [1\ny = 2\n", "line 3: a list without its closing bracket"),
        ('x = "\\q"\n', "line 2: a \\ in a text, which would have to be \\\\"),
        ("x = " + "[" * 4000, "line 2: too many brackets or dots inside each other"),
        ("x = " + "9" * 5000, "a number with too many digits"),
    ],
)
def test_message_has_the_line_and_the_cause(text: str, said: str) -> None:
    with pytest.raises(SessionError) as error:
        codec.read((HEAD + text).encode())
    assert error.value.what.startswith(said)
