"""`python -m lib.curate check`, `geocode`, `add TABLE`, `health`, `release` and `remove`: see `commands`."""

import sys

from lib.curate.commands import main

sys.exit(main())
