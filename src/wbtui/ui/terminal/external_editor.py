"""Runs the user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from wbtui.core.errors import UsageError


def run(path: Path, command: str) -> None:
    """Edit a file; the command is split like in a shell, but run without one. Raises UsageError if it fails."""
    try:
        status = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        raise UsageError("editor.start", next_step="set_editor", command=command) from error
    if status:
        raise UsageError("editor.status", command=command, status=status)


def editor_command(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the user's choice of editor: `$VISUAL`, `$EDITOR`, or nano."""
    return environment.get("VISUAL") or environment.get("EDITOR") or "nano"
