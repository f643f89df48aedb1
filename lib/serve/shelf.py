"""What was made for one reader and is kept for the next: the newest of it, as much as there is room for."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from lib.serve.http import Asset
from lib.view.atlas import Atlas, Once

# Bytes of all that is kept together, plain and compressed: hundreds of today's pages, or a few tables of 100,000 rows.
ROOM: Final = 96_000_000
Make = Callable[..., Asset]


class Shelf:
    """Assets by what made them and of what; who asks for one that is being made waits for it, and a failure is kept for
    nobody. What was asked for longest ago gives way, and what is larger than the whole shelf is not kept."""

    def __init__(self, room: int) -> None:
        self._room, self._lock = room, Lock()
        self._kept: OrderedDict[tuple[object, ...], Asset] = OrderedDict()
        self._making: dict[tuple[object, ...], Once[Asset]] = {}

    def find(self, make: Make, *key: object) -> Asset | None:
        """What `make(*key)` gave, where it is kept."""
        with self._lock:
            found = self._kept.get((make, *key))
            if found:
                self._kept.move_to_end((make, *key))
            return found

    def get(self, make: Make, *key: object) -> Asset:
        """What `make(*key)` gives, made once while it is kept; `make` is pure."""
        found = self.find(make, *key)
        if found:
            return found
        whole = (make, *key)
        with self._lock:
            place = self._making.setdefault(whole, Once())
        try:
            made = place.get(lambda: make(*key))
        finally:
            with self._lock:
                if self._making.get(whole) is place:
                    del self._making[whole]
        with self._lock:
            self._kept[whole] = made
            while self._measure() > self._room:
                self._kept.popitem(last=False)
        return made

    def _measure(self) -> int:
        return sum(asset.size for asset in self._kept.values())


def read_shelf(atlas: Atlas) -> Shelf:
    """The shelf of an atlas and its releases, which goes with them when the data of the folder change."""
    return atlas.latest.recall(_build)


def _build(_atlas: Atlas) -> Shelf:
    return Shelf(ROOM)
