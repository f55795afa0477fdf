"""python -m anyvirtd"""

import sys

from anyvirtd.cli import main

sys.exit(main())
