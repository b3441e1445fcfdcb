"""python -m wbtui"""

from __future__ import annotations

from wbtui.cli import run

if __name__ == "__main__":
    run()
