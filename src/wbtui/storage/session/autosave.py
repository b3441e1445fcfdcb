"""Autosave: a thread that saves the newest snapshot, reports failures and retries them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from wbtui.core.errors import SaveError, WbtuiError
from wbtui.storage.journal.mistakes import Mistakes

T = TypeVar("T")


class SaveTiming(NamedTuple):
    """The waiting times of autosave, in seconds."""

    idle: float = 0.3
    """The wait after the last snapshot."""
    limit: float = 1.0
    """The longest wait after the first unsaved snapshot, however many follow."""
    first_retry: float = 0.5
    last_retry: float = 30.0
    """The wait before a retry doubles from `first_retry` to `last_retry`."""
    check: float = 5.0
    """The wait between the last save and the check."""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of autosave."""

    saved_at: datetime | None = None
    dirty: bool = False
    """True while a snapshot is unsaved."""
    error: SaveError | None = None
    """The error of the last attempt; None after a successful one."""


class Autosave(Generic[T]):
    """Calls `save` with the newest snapshot in a thread of its own; `save` may raise any exception.

    The same thread calls `on_status` after every attempt. A signal handler must not call `flush`: it takes a lock.
    """

    def __init__(
        self,
        save: Callable[[T], None],
        on_status: Callable[[Status], None],
        now: Callable[[], datetime],
        timing: SaveTiming | None = None,
        check: Callable[[], None] | None = None,
        log: Callable[[Exception], None] | None = None,
    ) -> None:
        """Set the callbacks. `check` runs in a pause after a save, and before `flush` and `close` return.

        `log` receives exceptions that only a bug can raise; the same one is not logged twice in a row.
        """
        self._save = save
        self._check = check
        self._mistakes = Mistakes(log)
        self._on_status = on_status
        self._now = now
        self._timing = timing or SaveTiming()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._status = Status()
        self._snapshots: list[T] = []
        """The newest snapshot, if it is unsaved; at most one item."""
        self._submitted = self._saved = 0
        """The number of the newest snapshot, and of the last one that was saved."""
        self._due = self._latest = 0.0
        """The time to save the snapshot, and the latest time if more snapshots follow (monotonic seconds)."""
        self._tries = 0
        """The number of consecutive failures."""
        self._tasks: dict[str, Callable[[], None]] = {}
        """The small tasks to do, by name."""
        self._tasks_due = 0.0
        self._unchecked = False
        self._check_due = 0.0
        self._turns = self._turns_done = 0
        """The number of rounds of the thread begun and completed, for `flush` to wait on."""
        self._urgent = self._stop = False

    @property
    def status(self) -> Status:
        """The current state of autosave."""
        with self._wake:
            return replace(self._status, dirty=bool(self._snapshots))

    def submit(self, snapshot: T | None, **tasks: Callable[[], None]) -> None:
        """Replace any unsaved snapshot by a newer one, to be saved soon; do the tasks as in `run_soon`.

        Never waits for the disk.
        """
        with self._wake:
            now = time.monotonic()
            if tasks and not self._tasks:
                self._tasks_due = now + self._timing.limit
            self._tasks.update(tasks)
            if snapshot is not None:
                if not self._snapshots:
                    self._latest = now + self._timing.limit
                self._snapshots = [snapshot]
                self._submitted += 1
                if not self._tries:
                    self._due = min(now + self._timing.idle, self._latest)
            if self._thread is None:
                self._begin()
            self._wake.notify_all()

    def run_soon(self, name: str, task: Callable[[], None]) -> None:
        """Run a small task in the thread within a second; it replaces any waiting task of that name.

        `status` does not report its exceptions.
        """
        with self._wake:
            if not self._tasks:
                self._tasks_due = time.monotonic() + self._timing.limit
            self._tasks[name] = task
            if self._thread is None:
                self._begin()
            self._wake.notify_all()

    def retry_now(self) -> None:
        """Retry now, because the cause of the last failure may be gone."""
        with self._wake:
            self._tries, self._due = 0, min(self._due, time.monotonic() + self._timing.idle)
            self._wake.notify_all()

    def flush(self, timeout: float) -> bool:
        """Save now and wait up to `timeout` seconds. Return False if that failed or takes longer."""
        with self._wake:
            busy = self._snapshots or self._tasks or self._unchecked or self._turns > self._turns_done
            if not busy or self._stop or self._thread is None:
                return not (self._snapshots or self._unchecked)
            wanted, turn = self._submitted, self._turns + 1
            self._urgent = True
            self._wake.notify_all()
            self._wake.wait_for(lambda: self._turns_done >= turn or self._stop, timeout)
            return self._saved >= wanted and not self._unchecked

    def close(self, timeout: float) -> bool:
        """Flush and end the thread. Return False if a snapshot could not be saved in `timeout` seconds."""
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
            self._thread = threading.Thread(target=self._run, name="wbtui-autosave", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        running = True
        while running:
            try:
                running = self._turn()
            except Exception as error:  # noqa: BLE001, the thread must survive.
                mistake = self._mistake(error)
                with self._wake:
                    self._status = replace(self._status, error=mistake)
                    self._turns_done = self._turns
                    self._back_off()
                    self._wake.notify_all()
                self._attempt(lambda: self._on_status(self.status))

    def _turn(self) -> bool:
        """Wait for work and do it. Return False when the thread is to end."""
        with self._wake:
            while (seconds := self._seconds()) != 0:
                self._wake.wait(seconds)
            if self._stop:
                return False
            now = time.monotonic()
            self._turns += 1
            snapshots = self._snapshots if self._urgent or self._due <= now else []
            tasks = list(self._tasks.values()) if self._urgent or self._tasks_due <= now else []
            number, urgent, self._urgent = self._submitted, self._urgent, False
            if tasks:
                self._tasks = {}
        for task in tasks:
            self._attempt(task)
        if snapshots:
            self._finish(number, now, self._attempt(lambda: self._save(snapshots[0])))
        if self._unchecked and (urgent or self._check_due <= time.monotonic()):
            self._do_check()
        with self._wake:
            self._turns_done = self._turns
            self._wake.notify_all()
        return True

    def _seconds(self) -> float | None:
        """Return the seconds until the next work is due; None if there is none."""
        if self._stop or self._urgent:
            return 0
        waits = [(self._due, self._snapshots), (self._tasks_due, self._tasks), (self._check_due, self._unchecked)]
        dues = [due for due, waiting in waits if waiting]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _do_check(self) -> None:
        error = self._attempt(self._check) if self._check else None
        with self._wake:
            self._unchecked = error is not None
            if error is not None:
                self._back_off()
                self._check_due = self._due
            elif self._snapshots or self._status.error is None:
                return
            self._status = replace(self._status, error=error)
        self._attempt(lambda: self._on_status(self.status))

    def _attempt(self, work: Callable[[], None]) -> SaveError | None:
        """Call `work` and return its exception as a SaveError with a cause; None on success."""
        try:
            work()
        except SaveError as error:
            return error
        except WbtuiError as error:
            return _because(error, SaveError(error.problem))
        except Exception as error:  # noqa: BLE001, the thread must survive.
            return self._mistake(error)
        return None

    def _mistake(self, error: Exception) -> SaveError:
        """Log an unexpected exception, and return it as a SaveError that quotes no answer."""
        self._mistakes.note(error)
        return _because(error, SaveError("save.mistake", kind=type(error).__name__))

    def _finish(self, number: int, taken: float, error: SaveError | None) -> None:
        with self._wake:
            if error is None:
                self._status = Status(saved_at=self._now())
                self._saved, self._tries = number, 0
                if self._submitted == number:
                    self._snapshots = []
                self._latest = taken + self._timing.limit
                self._due = min(time.monotonic() + self._timing.idle, self._latest)
                self._unchecked = self._check is not None
                self._check_due = time.monotonic() + self._timing.check
            else:
                self._back_off()
                self._status = replace(self._status, error=error)
        self._attempt(lambda: self._on_status(self.status))

    def _back_off(self) -> None:
        wait = min(self._timing.last_retry, self._timing.first_retry * 2**self._tries)
        self._tries = min(self._tries + 1, 30)
        self._due = time.monotonic() + wait


def _because(cause: Exception, error: SaveError) -> SaveError:
    error.__cause__ = cause
    return error
