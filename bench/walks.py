"""A walk through views, one pill of a filter at a time."""

import random
from collections.abc import Iterator

from lib import view as views
from lib.answers import places
from lib.answers.places import Place
from lib.dataset import REPORTS, Dataset, label
from lib.view import View
from lib.view.steps import STEPS

PILLS = (
    *(("response", step, label("step", step)) for step in STEPS),
    *(("report", report.code, report.title) for report in REPORTS),
)


def walk_filters(dataset: Dataset, presses: int, seed: int = 0) -> Iterator[str]:
    """Labels of pills to press one after the other; the same for the same data and seed.

    Every press gives a view that was not shown before, is not empty, and draws other places than the one before it.
    """
    chance = random.Random(seed)
    view, shown = View(), _draw(View(), dataset)
    seen = {view}
    for _ in range(presses):
        for field, code, title in chance.sample(PILLS, len(PILLS)):
            codes = tuple(sorted({*getattr(view, field)} ^ {code}))
            pressed = views.change(view, dataset, **{field: codes})
            drawn = _draw(pressed, dataset)
            if pressed not in seen and drawn not in (shown, ()):
                view, shown = pressed, drawn
                seen.add(view)
                yield title
                break
        else:
            raise RuntimeError("the walk has nowhere new to go")


def _draw(view: View, dataset: Dataset) -> tuple[Place, ...]:
    return places.gather(views.apply(view, dataset), dataset.geocache)
