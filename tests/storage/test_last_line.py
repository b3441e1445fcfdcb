"""Tests of the last line of a session file, `# end: n answers`."""

from __future__ import annotations

import pytest
from tests.session_edits import with_answer
from tests.storage.test_codec import FOREIGN, WHO

from wbtui.storage.session_file import codec

BODY = FOREIGN.removesuffix("# end: 3 answers\n")


@pytest.mark.fault("R24")
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("# end: 3 answers\n# mine\n", "# mine\n"),
        ('# end: 3 answers\n\n[more]\nx = "y" # z\n', '\n[more]\nx = "y" # z\n'),
        ("# end: 1 answer\n# mine\n\n# end: 3 answers\n", "# mine\n"),
        ("# end: 3 answers\n\n  # end: 3 answers  \n\n# end: 1 answer\n", ""),
        ("more = [ # a\n# end: 1 answer\n  1,\n]\n", "more = [ # a\n  1,\n]\n"),
        ('more = """\n# end: 1 answer\n"""\n# end: 3 answers\n', 'more = """\n# end: 1 answer\n"""\n'),
        ("more = 1 # end: 1 answer\n", "more = 1 # end: 1 answer\n"),
        ("\t# end: 3 answers", ""),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_old_last_lines_are_removed_and_nothing_else(written: str, kept: str, eol: str) -> None:
    """With a table that somebody has added below it, `# end:` does not stay in the middle."""
    loaded = codec.read((BODY + written).replace("\n", eol).encode())
    for session in (loaded.session, with_answer(loaded.session, WHO, "nurses")):
        toml = codec.render(session, loaded.toml)
        assert codec.says(session, toml)
        text = toml.text.replace(eol, "\n")
        body, _, last = text.removesuffix("\n").rpartition("\n")
        assert body.rstrip("\n") == (BODY + kept).rstrip("\n").replace('"parents"', f'"{session.text(WHO)}"')
        assert last == "# end: 3 answers"


@pytest.mark.parametrize("indent", ["  ", "\t", " \t "])
@pytest.mark.parametrize("gap", ["", "\n", "\n\n\n"])
def test_indented_last_line_leaves_no_space_behind(indent: str, gap: str) -> None:
    loaded = codec.read(f"{BODY}{gap}{indent}# end: 3 answers\n".encode())
    assert loaded.notes == ()
    assert codec.render(loaded.session, loaded.toml).text == f"{BODY}{gap}# end: 3 answers\n"


def test_missing_last_line_is_reported_even_if_there_is_one_above() -> None:
    suspect = codec.read(f"{BODY}# end: 3 answers\n# cut off bel".encode()).suspect
    assert suspect is not None
    assert suspect.code == "session.last_line"
