"""Edits a text in the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from wbtui.core.errors import UsageError
from wbtui.core.text import MAX_ANSWER, clean


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
            raise UsageError(f"{command} could not be started", next_step="Set $VISUAL or $EDITOR") from error
    if status:
        raise UsageError(f"{command} ended with status {status}", next_step="The answer is as it was")
    try:
        edited = clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError("the editor left no UTF-8 text", next_step="The answer is as it was") from error
    if len(edited) > MAX_ANSWER:
        raise UsageError(f"more than {MAX_ANSWER} characters", next_step="The answer is as it was")
    return edited.removesuffix("\n") if not text.endswith("\n") else edited


def editor_command(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the user's choice of editor: `$VISUAL`, `$EDITOR`, or nano."""
    return environment.get("VISUAL") or environment.get("EDITOR") or "nano"
