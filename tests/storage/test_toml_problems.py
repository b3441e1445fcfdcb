"""Tests of the messages for invalid TOML, which a facilitator must understand."""

from __future__ import annotations

import pytest

from wbtui.core.errors import SessionError
from wbtui.storage.session_file import codec
from wbtui.wording import located

HEAD = "format = 1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "cut', "line 2, the end of the file: a quote is not closed"),
        ('title = """cut\nmore\n\n', "line 3, the end of the file: a quote is not closed"),
        ('title = "cut\nx = 1\n', "line 2: a quote is not closed, or a character TOML does not allow"),
        ("x = 1\nx = 2\n", "line 3: this name appears twice"),
        ("x = {a = 1, a = 2}\n", "line 2: this name appears twice"),
        ("[a.b]\n[a.b]\n", "line 3: [a.b] appears twice"),
        ("[a]\n[a]\n", "line 3: [a] appears twice"),
        ("[[a]]\n[a]\n", "line 3: [a] appears twice"),
        ("a = {}\n[a.b]\n", "line 3: [a.b] appears twice"),
        ("a = 1\n[a.b]\n", "line 3: this name appears twice"),
        ("title\n", "line 2: there is no = after a name"),
        ("tit", "line 2, the end of the file: there is no = after a name"),
        ("[stages\n", "line 2: a heading is not closed with a bracket"),
        ("[[stages]\n", "line 2: a heading is not closed with a bracket"),
        ("[sta", "line 2, the end of the file: a heading is not closed with a bracket"),
        ("title = Pocket\n", "line 2: the value after = is not valid (quotes missing?)"),
        ("day = 2026-02-31\n", "line 2: there is no such date"),
        ("= 1\n", "line 2: neither [heading] nor name = value"),
        ("{}\n", "line 2: neither [heading] nor name = value"),
        ("x = 1 y = 2\n", "line 2: unexpected text after the value"),
        ("x = [1\ny = 2\n", "line 3: a list is not closed with a bracket"),
        ('x = "\\q"\n', "line 2: a \\ in quotes must be written as \\\\"),
        ("x = " + "[" * 4000, "too many brackets or dots inside each other"),
        ("x = " + "9" * 5000, "a number has too many digits"),
    ],
)
def test_message_has_the_line_and_the_cause(text: str, said: str) -> None:
    with pytest.raises(SessionError) as error:
        codec.read((HEAD + text).encode())
    assert located(error.value.problem).startswith(said)
