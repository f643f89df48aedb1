"""`python -m lib.curate check`, `geocode` and `add TABLE`: see `commands`."""

import sys

from lib.curate.commands import main

sys.exit(main())
