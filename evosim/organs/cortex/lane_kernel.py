"""The activity of one lane of a sheet, set aside and taken back."""

from __future__ import annotations

from evosim.kernel import kernel


@kernel
def copy_lane(sheet, lanes, lane, into):
    """Copy one lane of a sheet (C·L,) into another."""
    for cell in range(sheet.size // lanes):
        at = cell * lanes + lane
        into[at] = sheet[at]
