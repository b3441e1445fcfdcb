"""The one thread that writes: the newest draft wins, a failure is said and tried again, nothing stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from wbtui.core.errors import SaveError, WbtuiError
from wbtui.storage.mistakes import Mistakes

T = TypeVar("T")


class Pace(NamedTuple):
    """How long to wait, in seconds."""

    idle: float = 0.3
    """After the last draft."""
    limit: float = 1.0
    """After the first unsaved draft at most, however fast others follow."""
    first_retry: float = 0.5
    last_retry: float = 30.0
    """Retries double from the first to the last."""
    check: float = 5.0
    """After the last save."""


@dataclass(frozen=True, slots=True)
class Status:
    """How the saving stands."""

    saved_at: datetime | None = None
    dirty: bool = False
    """Whether there is something that the file does not have yet."""
    error: SaveError | None = None
    """Why the last attempt failed; None after a successful one."""


class Saver(Generic[T]):
    """Calls `save` with the newest draft, in a thread of its own; `save` raises what it likes.

    `on_status` is called from that thread after every attempt. A signal handler must not `flush` itself.
    """

    def __init__(
        self,
        save: Callable[[T], None],
        on_status: Callable[[Status], None],
        now: Callable[[], datetime],
        pace: Pace | None = None,
        check: Callable[[], None] | None = None,
        log: Callable[[Exception], None] | None = None,
    ) -> None:
        """`check` is done after a save when nothing happens for a while, and before `flush` and `close` return.

        `log` gets what only a mistake in this program can have raised, once for as long as it is the same.
        """
        self._save = save
        self._check = check
        self._mistakes = Mistakes(log)
        self._on_status = on_status
        self._now = now
        self._pace = pace or Pace()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._status = Status()
        self._drafts: list[T] = []
        """The newest draft until it is saved, then nothing."""
        self._submitted = self._saved = 0
        """How many drafts came, and the number of the last one that was saved."""
        self._due = self._latest = 0.0
        """When the draft is to be saved, and when at the latest, however many follow (monotonic seconds)."""
        self._tries = 0
        """Failed attempts in a row."""
        self._errands: dict[str, Callable[[], None]] = {}
        self._errands_due = 0.0
        self._unchecked = False
        self._check_due = 0.0
        self._turns = self._turns_done = 0
        self._urgent = self._stop = False

    @property
    def status(self) -> Status:
        """How the saving stands now."""
        with self._wake:
            return replace(self._status, dirty=bool(self._drafts))

    def submit(self, draft: T | None, **errands: Callable[[], None]) -> None:
        """Have a draft saved soon, instead of any earlier one, and errands done as by `later`.

        Never waits for the disk.
        """
        with self._wake:
            now = time.monotonic()
            if errands and not self._errands:
                self._errands_due = now + self._pace.limit
            self._errands.update(errands)
            if draft is not None:
                if not self._drafts:
                    self._latest = now + self._pace.limit
                self._drafts = [draft]
                self._submitted += 1
                if not self._tries:
                    self._due = min(now + self._pace.idle, self._latest)
            if self._thread is None:
                self._begin()
            self._wake.notify_all()

    def later(self, name: str, errand: Callable[[], None]) -> None:
        """Have something small done within a second, instead of any earlier errand of that name.

        It says for itself what goes wrong.
        """
        with self._wake:
            if not self._errands:
                self._errands_due = time.monotonic() + self._pace.limit
            self._errands[name] = errand
            if self._thread is None:
                self._begin()
            self._wake.notify_all()

    def hurry(self) -> None:
        """Do not wait for the next attempt: what stood in the way of the last one may be gone."""
        with self._wake:
            self._tries, self._due = 0, min(self._due, time.monotonic() + self._pace.idle)
            self._wake.notify_all()

    def flush(self, timeout: float) -> bool:
        """Save at once, and wait for it so many seconds. False if it failed or takes longer."""
        with self._wake:
            busy = self._drafts or self._errands or self._unchecked or self._turns > self._turns_done
            if not busy or self._stop or self._thread is None:
                return not (self._drafts or self._unchecked)
            wanted, turn = self._submitted, self._turns + 1
            self._urgent = True
            self._wake.notify_all()
            self._wake.wait_for(lambda: self._turns_done >= turn or self._stop, timeout)
            return self._saved >= wanted and not self._unchecked

    def close(self, timeout: float) -> bool:
        """Flush, and end the thread. False if something could not be saved in so many seconds."""
        saved = self.flush(timeout)
        with self._wake:
            self._stop = True
            self._wake.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout if saved else 0.0)
        return saved

    def _begin(self) -> None:
        if not self._stop:
            self._thread = threading.Thread(target=self._run, name="wbtui-saver", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        going = True
        while going:
            try:
                going = self._turn()
            except Exception as error:  # noqa: BLE001, the thread must survive.
                mistake = self._mistake(error)
                with self._wake:
                    self._status = replace(self._status, error=mistake)
                    self._turns_done = self._turns
                    self._back_off()
                    self._wake.notify_all()
                self._attempt(lambda: self._on_status(self.status))

    def _turn(self) -> bool:
        """Wait for something to do and do it; False when it is time to stop."""
        with self._wake:
            while (seconds := self._seconds()) != 0:
                self._wake.wait(seconds)
            if self._stop:
                return False
            now = time.monotonic()
            self._turns += 1
            drafts = self._drafts if self._urgent or self._due <= now else []
            errands = list(self._errands.values()) if self._urgent or self._errands_due <= now else []
            number, urgent, self._urgent = self._submitted, self._urgent, False
            if errands:
                self._errands = {}
        for errand in errands:
            self._attempt(errand)
        if drafts:
            self._finish(number, now, self._attempt(lambda: self._save(drafts[0])))
        if self._unchecked and (urgent or self._check_due <= time.monotonic()):
            self._do_check()
        with self._wake:
            self._turns_done = self._turns
            self._wake.notify_all()
        return True

    def _seconds(self) -> float | None:
        """How long until there is something to do; None while there is nothing."""
        if self._stop or self._urgent:
            return 0
        waits = [(self._due, self._drafts), (self._errands_due, self._errands), (self._check_due, self._unchecked)]
        dues = [due for due, waiting in waits if waiting]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _do_check(self) -> None:
        error = self._attempt(self._check) if self._check else None
        with self._wake:
            self._unchecked = error is not None
            if error is not None:
                self._back_off()
                self._check_due = self._due
            elif self._drafts or self._status.error is None:
                return
            self._status = replace(self._status, error=error)
        self._attempt(lambda: self._on_status(self.status))

    def _attempt(self, work: Callable[[], None]) -> SaveError | None:
        """Do something that may fail; what went wrong is returned with its cause, not raised."""
        try:
            work()
        except SaveError as error:
            return error
        except WbtuiError as error:
            return _because(error, SaveError(error.what, where=error.where, next_step=error.next_step))
        except Exception as error:  # noqa: BLE001, the thread must survive.
            return self._mistake(error)
        return None

    def _mistake(self, error: Exception) -> SaveError:
        """Log what nobody expected, and put it into words that repeat no answer."""
        self._mistakes.note(error)
        return _because(error, SaveError(f"a mistake in wbtui keeps it from saving ({type(error).__name__})"))

    def _finish(self, number: int, taken: float, error: SaveError | None) -> None:
        with self._wake:
            if error is None:
                self._status = Status(saved_at=self._now())
                self._saved, self._tries = number, 0
                if self._submitted == number:
                    self._drafts = []
                self._latest = taken + self._pace.limit
                self._due = min(time.monotonic() + self._pace.idle, self._latest)
                self._unchecked = self._check is not None
                self._check_due = time.monotonic() + self._pace.check
            else:
                self._back_off()
                self._status = replace(self._status, error=error)
        self._attempt(lambda: self._on_status(self.status))

    def _back_off(self) -> None:
        wait = min(self._pace.last_retry, self._pace.first_retry * 2**self._tries)
        self._tries = min(self._tries + 1, 30)
        self._due = time.monotonic() + wait


def _because(cause: Exception, error: SaveError) -> SaveError:
    error.__cause__ = cause
    return error
