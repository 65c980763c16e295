from __future__ import annotations

import subprocess
import sys


def test_plain_python_needs_no_numba() -> None:
    code = (
        "import sys; import evosim.worlds.games.reference, evosim.worlds.games.text, evosim.worlds.games.check\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
