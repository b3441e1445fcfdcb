"""Tests that an export never replaces a file that holds a session, whatever that looks like."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from wbtui.core.errors import SaveError
from wbtui.storage.disk.atomic_file import TakenError
from wbtui.storage.disk.export_file import holds_session, write_export

EXAMPLE = Path(__file__).parents[2] / "sessions" / "night-trolley.toml"
WHOLE = EXAMPLE.read_bytes()
LINES = WHOLE.decode().splitlines(keepends=True)
HEAD, REST = LINES[0], "".join(LINES[1:])

pytestmark = pytest.mark.fault("XL1")

SESSIONS = {
    "another key first": (REST + HEAD).encode(),
    "id first": (LINES[1] + HEAD + "".join(LINES[2:])).encode(),
    "quoted": ('"format" = 1\n' + REST).encode(),
    "quoted with an escape": b'"f\\u006frmat" = 1\n"i\\u0064" = "x"\n"t\\u0069tle" = "T"\n',
    "literal quotes": b"'format'=1\n'id'='x'\n",
    "BOM": b"\xef\xbb\xbf" + (REST + HEAD).encode(),
    "BOM and comments": b"\xef\xbb\xbf# mine\r\n\r\n  format=1\n",
    "CRLF": (REST + HEAD).replace("\n", "\r\n").encode(),
    "old Mac": (REST + HEAD).replace("\n", "\r").encode(),
    "UTF-16": (REST + HEAD).encode("utf-16"),
    "UTF-16 BE": (REST + HEAD).encode("utf-16-be"),
    "without a head": b"".join(WHOLE.partition(b"[stages.customer]")[1:]),
    "only the last table": b'garbage\n[[parking_lot]]\nid = "p1"\nitem = "x"\n',
    "only the last line": b"\x00\x00\x00\x00# end: 6 answers\n",
    "zeros over its beginning": b"\x00" * 512 + WHOLE[512:],
    "a quote that is not closed": WHOLE.replace(b'"', b"", 1),
    "unmerged": b"<<<<<<< ours\n" + (REST + HEAD).encode(),
    "inline": b'stages = { customer = { who = "x" } }\n',
    "dotted": b'stages.customer.who = "x"\n',
    "two keys of a head": b'updated = 2026-11-23T09:00:00Z\nworkbook = "working-backwards"\ntitle = """\n',
    "a journal": b'1f0e2d3c {"base": "ab", "session": "x", "n": 1, "batches": []}\n',
    "a block that is not closed": b"# On wbtui\n\n~~~\nformat = 1\nid = 3\n[stages.customer]\n",
    "in a code block of its own": b'"""\n```\n"""\n[stages.customer]\nwho = "x"\n',
}


@pytest.mark.parametrize("before", SESSIONS.values(), ids=SESSIONS.keys())
@pytest.mark.parametrize("way", ["its name", "another name", "a link", "a hard link"])
def test_an_export_replaces_no_session_even_a_damaged_one(tmp_path: Path, before: bytes, way: str) -> None:
    target = tmp_path / ("notes.md" if way == "another name" else "session.toml")
    target.write_bytes(before)
    path = target
    if way == "a link":
        path = tmp_path / "room.md"
        path.symlink_to(target)
    elif way == "a hard link":
        path = tmp_path / "room.md"
        os.link(target, path)
    for overwrite in (False, True):
        with pytest.raises(SaveError, match=r"file.is_session"):
            write_export(path, b"# A document\n", overwrite=overwrite)
    assert target.read_bytes() == before


@pytest.mark.parametrize("before", [b"", b"\x00" * 4096, b"\xff\xfe\xfd", gzip.compress(WHOLE), b"# Beta\n"])
@pytest.mark.parametrize("name", ["beta.toml", "BETA.TOML", "link.md"])
def test_a_file_with_the_name_of_a_session_is_not_replaced(tmp_path: Path, before: bytes, name: str) -> None:
    path = target = tmp_path / name
    if name == "link.md":
        target = tmp_path / "beta.toml"
        path.symlink_to(target)
    target.write_bytes(before)
    with pytest.raises(SaveError, match=r"file.may_be_session"):
        write_export(path, b"# A document\n", overwrite=True)
    assert target.read_bytes() == before


DOCUMENTS = {
    "empty": b"",
    "a document": b"# Night trolley\n\nformat = what?\n\n[stages](http://x)\n",
    "a session in a code block": b"# On wbtui\n\n```toml\n" + WHOLE + b"```\n\nThe end.\n",
    "front matter": b'+++\ntitle = "T"\ndraft = true\nstatus = "x"\n+++\n\n# T\n',
    "YAML": b"id: 3\nformat: 1\nworkbook: x\n",
    "binary": bytes(range(1, 256)),
}


@pytest.mark.parametrize("before", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_document_is_replaced_only_if_told_to(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "document.md"
    path.write_bytes(before)
    with pytest.raises(TakenError):
        write_export(path, b"new")
    write_export(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_every_part_of_an_example_session_is_recognised() -> None:
    sessions = [path.read_bytes() for path in EXAMPLE.parent.glob("*.toml")]
    assert len(sessions) > 2
    for data in sessions:
        lines = data.splitlines(keepends=True)
        # Wherever it is cut, as long as one of its tables is left.
        assert all(holds_session(b"".join(lines[at:])) for at in range(0, len(lines) - 1, 7))
