"""The data version that tests of today's data meet, so that a new version changes no test."""

import json
from datetime import date

from lib.dataset import DATA
from lib.words.catalogue import write_date

_PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
VERSION: str = _PACKAGE["version"]
CREATED = date.fromisoformat(_PACKAGE["created"][:10])
TODAY = write_date(CREATED)
