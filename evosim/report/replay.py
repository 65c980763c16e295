"""A recorded life, or all that a cell has, as a file to show: a film, its last picture, or a page."""

from __future__ import annotations

from pathlib import Path

from evosim.arrays import unpacked
from evosim.experiment.lookup import key_of
from evosim.experiment.run import Run
from evosim.experiment.store import REPLAY
from evosim.faults.problem import Problem, ScenarioError, one_of
from evosim.files import write
from evosim.life.grid.replay import Replay
from evosim.pictures.run import Run as Pictured
from evosim.report.page import page
from evosim.report.records import record

KINDS = (".html", ".gif", ".png")


def write_replay(run: Run, cell: str, file: Path, shift: str = "", maze: int = 1, start: int = 1) -> Path:
    """Write recorded lives of a cell's champion to ``file``, by the ending of its name.

    Parameters
    ----------
    cell : its key, or the beginning of it.
    file : ``.gif``: a film of one life; ``.png``: its end; ``.html``: a page with all recorded lives of the cell.
    shift : after which it lived; if empty, in novel instances.
    maze, start : the number of the instance and of the start, from 1; a page shows all of them.

    Raises
    ------
    ScenarioError
        If there is no such cell, shift, maze or start, or no record of it; then nothing is written.
    """
    key = key_of(run, cell)
    known = {"": "replay.npz", **{one.name: f"{REPLAY}_{one.name}.npz" for one in run.scenario.shift}}
    problems = []
    if file.suffix not in KINDS:
        problems.append(Problem("--out", None, "", f"a name that ends in {one_of(KINDS)}", file.name))
    if shift not in known:
        names = [name for name in known if name]
        problems.append(Problem("--shift", None, "", one_of(names) if names else "nothing: there are no shifts", shift))
    stored = None if problems else run.store.read(key, known[shift])
    if not problems and stored is None:
        problems.append(Problem("--cell", None, "", "a cell of which lives were recorded", key, what="no record"))
    if stored is None or problems:
        raise ScenarioError(problems)
    if file.suffix == ".html":
        write(file, _page(run, key).encode())
        return file
    replay = Replay(unpacked(stored))
    _pictures(run, key, replay, _where(replay, maze, start), file, shift)
    return file


def _where(replay: Replay, maze: int, start: int) -> tuple[int, int]:
    problems = []
    for option, number, most in (("--maze", maze, replay.shape[0]), ("--start", start, replay.shape[1])):
        if not 1 <= number <= most:
            problems.append(Problem(option, None, "", f"a number from 1 to {most}", str(number)))
    if problems:
        raise ScenarioError(problems)
    return maze - 1, start - 1


def _pictured(run: Run) -> Pictured:
    return Pictured(run.path, run.scenario, quick=run.quick).within(("grid",))


def _page(run: Run, key: str) -> str:
    pictured = _pictured(run)
    row = pictured.cells.index(key)
    worlds = ["", *(shift.name for shift in run.scenario.shift)]
    lives = [one for shift in worlds if (one := record(pictured, row, shift, asked=not shift)) is not None]
    lives[0] |= {"first": [0, len(lives) - 1], "at": [0, 0]}
    title, parts = run.scenario.title, ["Replay"]
    scripts = ["page.js", "replay.js"]
    return page("replay.html", scripts, title=title, parts=parts, name=run.scenario.name, cell=key, records=lives)


def _pictures(run: Run, key: str, replay: Replay, where: tuple[int, int], file: Path, shift: str) -> None:
    from io import BytesIO

    from evosim.pictures.film import film
    from evosim.report.records import label

    pictured = _pictured(run)
    about = f"{label(pictured, pictured.cells.index(key), shift)}."
    shown = list(film(replay, *where, run.scenario.title, about))
    sink = BytesIO()
    if file.suffix == ".png":
        shown[-1][0].save(sink, "PNG", optimize=True)
    else:
        first, *others = [picture.quantize(128) for picture, _ in shown]
        times = [time for _, time in shown]
        first.save(sink, "GIF", save_all=True, append_images=others, duration=times, loop=0)
    write(file, sink.getvalue())
