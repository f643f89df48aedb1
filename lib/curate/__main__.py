"""`python -m lib.curate check`, `geocode`, `add TABLE` and `health`: see `commands`."""

import sys

from lib.curate.commands import main

sys.exit(main())
