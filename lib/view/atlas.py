"""The atlas: the data of a folder, and the one cache of all that is made of them. No Streamlit."""

import os
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from lib.dataset import DATA, Dataset, DatasetError, Stamp, load, load_release, read_stamp
from lib.view.parameters import View, keep_filters
from lib.view.selection import Selection, apply

T = TypeVar("T")
# Things kept at once. Of many rows fewer: a selection holds its rows.
KEPT, KEPT_OF_MANY, MANY = 1024, 64, 20_000


class Once(Generic[T]):
    """A value that is made by the first who asks, while the others wait; a failure is everybody's own."""

    def __init__(self) -> None:
        self._lock, self._made = Lock(), False
        self._value: T

    def get(self, make: Callable[[], T]) -> T:
        if not self._made:
            with self._lock:
                if not self._made:
                    self._value = make()
                    self._made = True
        return self._value


class Atlas:
    """A dataset and what was made of it: every reader of the same view shares one selection, one Answer, one picture.

    `recall` keeps what a pure function makes of the atlas and a key; `select` keeps selections by their view. `latest`
    is the atlas of the current data: itself, unless it is that of a release.
    """

    def __init__(self, dataset: Dataset, folder: Path = DATA, latest: "Atlas | None" = None) -> None:
        self.dataset, self.folder, self.latest = dataset, folder, latest or self
        size = KEPT_OF_MANY if len(dataset.stations) > MANY else KEPT
        self._places: Callable[..., Once[Any]] = lru_cache(maxsize=size)(lambda make, *key: Once())

    @staticmethod
    def open(folder: Path | None = None) -> "Atlas":
        """The atlas of a folder (of ATLAS_DATA, else our own), read once for every change of its files.

        Raises DatasetError where the folder has nothing that can be shown.
        """
        folder = folder or Path(os.environ.get("ATLAS_DATA") or DATA)
        return _read(folder, read_stamp(folder)).get(lambda: Atlas(load(folder), folder))

    def of(self, view: View) -> "Atlas":
        """The atlas of the data version that a view asks for: of a release, else of the current data."""
        latest = self.latest
        if view.data in ("", latest.dataset.version) or view.data not in latest.dataset.releases:
            return latest
        try:
            return latest.recall(_open_release, view.data)
        except DatasetError:
            # Its files are not those that were released, or not there yet: a later reader may find them.
            return latest

    def recall(self, make: Callable[..., T], *key: Hashable) -> T:
        """What `make(atlas, *key)` gives, made once. `make` is pure, and part of the key."""
        return cast(T, self._places(make, *key).get(lambda: make(self, *key)))

    def select(self, view: View) -> Selection:
        """What a view shows."""
        return self.recall(_select, view)


def _open_release(atlas: Atlas, version: str) -> Atlas:
    return Atlas(load_release(atlas.folder, atlas.dataset.releases[version]), atlas.folder, atlas)


def _select(atlas: Atlas, view: View) -> Selection:
    # What narrows no station changes no row: such views share one set of frames.
    narrowed = keep_filters(view)
    return apply(view, atlas.dataset) if view == narrowed else replace(atlas.select(narrowed), view=view)


@lru_cache(maxsize=2)
def _read(folder: Path, stamp: Stamp) -> Once[Atlas]:
    """The place of a folder's atlas, by the state of its files."""
    return Once()
