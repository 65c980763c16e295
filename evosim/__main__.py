"""``python -m evosim`` is ``evosim``."""

from evosim.cli import main

main(prog_name="evosim")
