"""Scripts take turns: a few run at once, first come first served, and the others wait.

Python runs one thread at a time. Where twenty readers' scripts share it, all twenty end late; one after the other, the
first is done at once and the last no later than before. A turn ends with its script, however that ends. One that
lasts too long no longer holds up the others: its script goes on beside theirs.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Turns:
    """A queue with `places` places, each held for `longest` seconds at most."""

    def __init__(self, places: int = 1, longest: float = 10.0) -> None:
        if places < 1 or longest <= 0:
            raise ValueError(f"{places} places for {longest} seconds: nobody would ever have a turn")
        self._places, self._longest = places, longest
        self._changing = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holding: dict[threading.Event, float] = {}
        self._mine = threading.local()

    def __len__(self) -> int:
        """How many hold a turn or wait for one."""
        return len(self._waiting) + len(self._holding)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and hold it. Within a turn of the same thread, go on at once: a fragment in its page."""
        if getattr(self._mine, "held", False):
            yield
            return
        turn = threading.Event()
        try:
            with self._changing:
                self._waiting.append(turn)
                self._call()
            while not turn.wait(self._longest):
                with self._changing:
                    self._call()
            self._mine.held = True
            yield
        finally:
            self._mine.held = False
            with self._changing:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                self._holding.pop(turn, None)
                self._call()

    def in_turn(self, run: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
        """Make a function wait for its turn whenever it is called."""

        @wraps(run)
        def wait_and_run(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
            with self.take():
                return run(*args, **kwargs)

        return wait_and_run

    def _call(self) -> None:
        now = time.monotonic()
        for turn in [turn for turn, since in self._holding.items() if now - since >= self._longest]:
            del self._holding[turn]
        while self._waiting and len(self._holding) < self._places:
            turn = self._waiting.popleft()
            self._holding[turn] = now
            turn.set()


# Every script of this process: pages, and fragments that run by themselves.
SCRIPTS: Final = Turns()
