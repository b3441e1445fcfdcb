"""Edits a text in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from wbtui.core.errors import UsageError
from wbtui.core.text import MAX_ANSWER_CHARS, clean


def edit(text: str, command: str) -> str:
    """Return the text as edited; the command is split like in a shell, but run without one.

    Raises UsageError if the editor fails, or leaves text that is too long or not UTF-8.
    """
    with tempfile.TemporaryDirectory(prefix="wbtui-") as folder:
        path = Path(folder) / "answer.md"
        path.write_bytes(text.encode("utf-8", "replace"))
        try:
            status = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise UsageError("editor.start", next_step="set_editor", command=command) from error
    if status:
        raise UsageError("editor.status", next_step="unchanged", command=command, status=status)
    try:
        edited = clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError("editor.not_utf8", next_step="unchanged") from error
    if len(edited) > MAX_ANSWER_CHARS:
        raise UsageError("editor.too_long", next_step="unchanged", most=MAX_ANSWER_CHARS)
    return edited.removesuffix("\n") if not text.endswith("\n") else edited


def editor_command(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the user's choice of editor: `$VISUAL`, `$EDITOR`, or nano."""
    return environment.get("VISUAL") or environment.get("EDITOR") or "nano"
