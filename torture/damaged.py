"""Reads damaged variants of the example sessions: each must load or raise a clear error, within a second."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

from torture.common import EXAMPLES, Tally, main
from wbtui.core.errors import SessionError
from wbtui.storage.session_file import codec
from wbtui.wording import sentence

MAX_SECONDS = 1.0
"""The maximum time to read one variant."""
Damage = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def cut_at_line(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(len(lines))])


def flip(data: bytes, chance: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 30])):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


def zeroes(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes(chance.choice([1, 512, 4096])) + data[at + 512 :]


def splice(data: bytes, chance: random.Random) -> bytes:
    other = chance.choice(EXAMPLES).read_bytes()
    at, there = chance.randrange(len(data)), chance.randrange(len(other))
    return data[:at] + other[there : there + chance.randrange(4000)] + data[chance.randrange(at, len(data)) :]


def merge(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    ours, theirs = b"".join(lines[at : at + 3]), b"".join(reversed(lines[at : at + 3]))
    marked = b"<<<<<<< HEAD\n" + ours + b"=======\n" + theirs + b">>>>>>> main\n"
    return b"".join(lines[:at]) + marked + b"".join(lines[at + 3 :])


def twice(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return b"".join(lines[: at + 1] + lines[at:])


def swap(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def wrong_type(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    values = [n for n, line in enumerate(lines) if b" = " in line]
    at = chance.choice(values)
    value = chance.choice(
        [b"3", b"[]", b"{}", b"true", b"nan", b"1979-05-27", b'""', b"-1e400", b"[[[]]]", b"'x'"]
    )
    lines[at] = lines[at].partition(b" = ")[0] + b" = " + value + b"\n"
    return b"".join(lines)


def deep(data: bytes, chance: random.Random) -> bytes:
    n = chance.choice([50, 500, 5000, 50_000])
    kinds = (b"[" * n + b"]" * n, b"{a=" * n + b"1" + b"}" * n)
    key = chance.choice([b"x = " + chance.choice(kinds), b".".join([b"x"] * n) + b" = 1", b'"x".' * n + b"x = 1"])
    at = data.find(b"\n[")
    return data[: at + 1] + key + b"\n" + data[at + 1 :]


def large(data: bytes, chance: random.Random) -> bytes:
    kinds = (
        data * 9,
        b"x" * 300_000,
        b'y = """' + b"z " * 150_000 + b'"""\n',
        b"[[a]]\n" * 20_000,
        b"." * 200_000,
    )
    return data + chance.choice(kinds)


def other_code(data: bytes, chance: random.Random) -> bytes:
    text = data.decode(errors="replace")
    return text.encode(chance.choice(["utf-16", "utf-32", "latin-1", "utf-8-sig"]), "replace")


def noise(_data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice([1, 100, 10_000]))


def letters(data: bytes, chance: random.Random) -> bytes:
    """Insert characters that have a meaning in TOML at random positions."""
    for _ in range(chance.choice([1, 5, 40])):
        at = chance.randrange(len(data))
        data = (
            data[:at]
            + chance.choice([b'"', b"'", b'"""', b"#", b"[", b"]", b"=", b"\n", b"\\", b"\r"])
            + data[at:]
        )
    return data


DAMAGES: tuple[Damage, ...] = (
    *(
        cut,
        cut_at_line,
        flip,
        zeroes,
        splice,
        merge,
        twice,
        swap,
        wrong_type,
        deep,
        large,
        other_code,
        noise,
        letters,
    ),
)

ANYWHERE: tuple[Damage, ...] = (cut, flip, zeroes, letters, large, other_code)
"""The damages that also work on a file that is damaged already."""


def one(data: bytes, what: str, tally: Tally) -> None:
    begun = time.perf_counter()
    tally.runs += 1
    try:
        loaded = codec.read(data, "room.toml")
        tally.note("read, with a warning" if loaded.suspect else "read")
    except SessionError as error:
        tally.note("refused")
        said = sentence(error.problem)
        tally.expect(
            error.problem.where.file and "\x1b" not in said and len(said) < 500, f"{what}: {said[:200]!r}"
        )
    except Exception as error:  # noqa: BLE001 - any other error is a fault.
        tally.faults.append(f"{what}: {type(error).__name__}: {error}"[:300])
    try:
        codec.read_head(data, "room.toml")
    except SessionError:
        pass
    except Exception as error:  # noqa: BLE001 - any other error is a fault.
        tally.faults.append(f"{what} (head): {type(error).__name__}: {error}"[:300])
    seconds = time.perf_counter() - begun
    tally.notes["longest ms"] = max(tally.notes.get("longest ms", 0), round(seconds * 1000))
    tally.expect(seconds < MAX_SECONDS, f"{what}: {seconds:.1f} s")


def run(amount: int, seed: int) -> Tally:
    tally = Tally()
    chance = random.Random(seed)
    files = [path.read_bytes() for path in EXAMPLES]
    for n in range(amount):
        damage = DAMAGES[n % len(DAMAGES)]
        data = damage(chance.choice(files), chance)
        if chance.random() < 0.2:
            data = chance.choice(ANYWHERE)(data or b"x", chance)
        one(data, f"variant {n} of seed {seed} ({damage.__name__})", tally)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 10_000, "variants")
