"""Print digests of small runs as JSON.

``python -m tests.golden > digests.json && mv digests.json tests/golden`` stores them anew, after a change that is meant
to alter results.
"""

from __future__ import annotations

import argparse
import json

from tests.golden import NAMES, digests

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, help="of the runs; all if none is named")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    print(json.dumps({name: digests(name, given.threads) for name in given.names}, indent=1, sort_keys=True))
