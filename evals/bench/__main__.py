"""``python -m evals.bench``: the bench of speed and memory."""

import sys

from evals.bench.speed import main

sys.exit(main())
