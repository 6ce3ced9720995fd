"""`python -m cms.demo`, called by `make demo`."""

import sys

from .serve import main

sys.exit(main())
