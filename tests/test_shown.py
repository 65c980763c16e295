"""What things say of themselves: short in a terminal, tables in notebooks, figures where they are asked for."""

from __future__ import annotations

import pickle
import sys
import types
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import evosim
from evosim.evolution.options import Evolution
from evosim.experiment.run import Run
from evosim.pictures.page import Drawing
from evosim.probes import PROBES
from evosim.probes.measure import measure
from evosim.probes.subject import Subject
from evosim.probes.zoo import zoo
from evosim.scenario.columns import columns
from tests.report.conftest import SCENARIO


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("shown")
    (home / "doors.toml").write_text(SCENARIO, encoding="utf-8")
    return evosim.run(home / "doors.toml", home / "results", workers=1)


@pytest.fixture(scope="module")
def history() -> evosim.History:
    objective = lambda genomes, chance: genomes.sum(axis=1)  # noqa: E731
    return evosim.evolve(objective, evosim.Genome(12, alphabet=2), 20, 15, mutate={"kind": "flip", "rate": 0.05})


class Text(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += f"{data} "


def test_the_module_lists_its_interface_alone() -> None:
    assert {name for name in dir(evosim) if not name.startswith("_")} == set(evosim.__all__)
    for name in evosim.__all__:
        assert (getattr(evosim, name).__doc__ or "").strip(), name
    assert "evosim.probe(agent, novel, training)" in (evosim.__doc__ or "")


def test_all_public_things_say_shortly_what_they_are(finished: Run, history: evosim.History, tmp_path: Path) -> None:
    cell = finished.table["cell"][0].as_py()
    agent, (_, novel) = finished.champion(cell), finished.worlds(cell)
    optimizer = evosim.Optimizer(evosim.Genome(3), 4)
    noted = evosim.evolve(lambda genomes, chance: genomes[:, 0], evosim.Genome(2), 4, 3, lineage=tmp_path / "l.arrow")
    things = (
        finished, finished.verdicts, finished.scenario, agent, agent.live(novel), history, optimizer, evosim.Genome(9),
        noted.lineage, finished.show(), evosim.probe(agent, novel), finished.ancestry(cell), novel, finished.cells[0],
    )  # fmt: skip
    for thing in things:
        assert type(thing).__name__ in repr(thing)
        assert len(repr(thing)) < 160, repr(thing)
        assert "\n" not in repr(thing)


def test_notebooks_show_tables_in_which_texts_are_text(finished: Run, history: evosim.History) -> None:
    cell = finished.table["cell"][0].as_py()
    agent, (training, novel) = finished.champion(cell), finished.worlds(cell)
    told = {thing: Text(thing._repr_html_()) for thing in (finished, agent, history)}
    assert "<script>alert(1)</script> & doors" in told[finished].words
    assert "script" not in told[finished].tags
    assert "em" not in Text(finished.verdicts._repr_html_()).tags
    assert "One <em>is</em> better." in Text(finished.verdicts._repr_html_()).words
    assert "8 of 8 cells" in told[finished].words or "4 of 4 cells" in told[finished].words
    assert "cortex" in told[agent].words
    assert f"{history.best_fitness:.4g}" in told[history].words
    probed = Text(evosim.probe(agent, novel, training)._repr_html_()).words
    assert "success_novel" in probed
    assert "activity one step from a lone object that shows door" in probed
    for text in told.values():
        assert text.open == []


def test_probes_are_those_of_the_table(finished: Run) -> None:
    row = finished.table.to_pylist()[1]
    agent, (training, novel) = finished.champion(row["cell"]), finished.worlds(row["cell"])
    found = evosim.probe(agent, novel, training)
    assert found == measure(Subject(agent, training, novel, 1)) | found
    shared = [name for name in found if name in row and name != "genes"]
    assert len(shared) > 20
    for name in shared:
        assert found[name] == row[name], name
    assert set(found) <= set(columns(finished.scenario)) | {"genes"}
    assert set(found.meanings) == set(found)
    assert all(found.meanings.values())
    assert "success_novel" in str(found)


def test_probes_of_agents_that_are_built_by_hand(make_world: Any) -> None:
    from evosim.worlds.grid.draw import draw_instances

    family = make_world(size=5, min_path=3, starts=2, steps=12, instances=4)
    training = draw_instances(family, 3, 0)
    novel = draw_instances(family, 3, 0, "novel", 16, unlike=training)
    for name, agent in zoo(family, training).items():
        found = evosim.probe(agent, novel, training, asked={"objectives": True})
        assert found["success_novel"] == agent.live(novel).success, name
        assert {"retarget", "imagined_wall", "wants_door"} <= set(found), name
        assert ("deliberation" in found) is bool(agent.budgets), name
        assert "epic_base_behaviour" in found


def test_probe_tells_all_that_is_wrong() -> None:
    with pytest.raises(evosim.ScenarioError, match="3 problems") as caught:
        evosim.probe(3, None, asked={"objective": True})  # type: ignore[arg-type]
    for words in ("agent", "novel", "asked", "run.worlds(cell)", "objectives"):
        assert words in str(caught.value)
    assert PROBES


def test_figures_of_things(finished: Run, history: evosim.History, tmp_path: Path) -> None:
    cell = finished.table["cell"][0].as_py()
    agent, (_, novel) = finished.champion(cell), finished.worlds(cell)
    lives = agent.live(novel)
    for number, shown in enumerate((agent.show(novel, 2, 1), lives.show(2, 1), history.show(), finished.show())):
        assert isinstance(shown, Drawing)
        assert shown.title
        assert shown.numbers.num_rows > 0
        for kind in ("png", "svg"):
            assert shown.save(tmp_path / f"{number}.{kind}").stat().st_size > 5_000
        assert shown._repr_png_().startswith(b"\x89PNG")
        with pytest.raises(ValueError, match=r"ends in one of .svg, .png, .pdf; got 'a.gif'"):
            shown.save("a.gif")
    steps = int(lives.lengths[1, 0])
    for shown in (agent.show(novel, 2, 1), lives.show(2, 1)):
        rows, columns_ = (shown.numbers[name].to_numpy() for name in ("row", "column"))
        assert (rows * novel.size + columns_).tolist() == novel.units[lives.trails[1, 0][: steps + 1]].tolist()
    assert finished.show("learning").numbers.column_names[0] == "variant"


@pytest.mark.parametrize(("maze", "start"), [(0, 1), (1, 3), (129, 1), (1, 0), ("1", 1)])
def test_figures_of_lives_that_are_not_there(finished: Run, maze: Any, start: Any) -> None:
    cell = finished.table["cell"][0].as_py()
    agent, (_, novel) = finished.champion(cell), finished.worlds(cell)
    for show in (lambda: agent.show(novel, maze, start), lambda: agent.live(novel).show(maze, start)):
        with pytest.raises(evosim.ScenarioError, match="a whole number from 1 to"):
            show()


def test_saved_pictures_have_the_resolution_of_their_layout(finished: Run, tmp_path: Path) -> None:
    from PIL import Image

    drawn = finished.show("essay")
    with Image.open(drawn.save(tmp_path / "a.png")) as saved:
        assert saved.width > 1500
    (tmp_path / "b.png").write_bytes((finished.path / "figures" / "essay.png").read_bytes())
    with Image.open(tmp_path / "a.png") as one, Image.open(tmp_path / "b.png") as other:
        assert one.size == other.size
        assert one.tobytes() == other.tobytes()


def test_figures_that_cannot_be_drawn(finished: Run) -> None:
    with pytest.raises(evosim.ScenarioError, match='did you mean "learning"'):
        finished.show("lerning")
    with pytest.raises(evosim.ScenarioError, match="matches needs"):
        finished.show("matches")
    with pytest.raises(evosim.ScenarioError, match="instances of a grid"):
        finished.champion(finished.table["cell"][0].as_py()).show(3)
    nowhere = evosim.Run(finished.path).champion(finished.cells[0]).live(finished.worlds(finished.cells[0])[1])
    with pytest.raises(evosim.ScenarioError, match="where they were lived"):
        nowhere._replace(trails=nowhere.trails).show()


def test_a_run_of_nothing_says_so_at_once(tmp_path: Path) -> None:
    for there in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(evosim.ScenarioError, match="no such run"):
            evosim.Run(there)


def test_tell_before_ask() -> None:
    optimizer = evosim.Optimizer(evosim.Genome(3), 4)
    with pytest.raises(evosim.ScenarioError, match=r"ask\(\) before tell\(\)"):
        optimizer.tell(np.zeros(4))
    optimizer.ask()
    optimizer.tell(np.zeros(4))
    again = pickle.loads(pickle.dumps(optimizer))  # what this line wrote
    again.tell(np.ones(4))
    assert Evolution is not None


def test_a_table_for_pandas(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = pytest.importorskip("pandas")
    frame = finished.frame
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["replicate"]) == finished.table["replicate"].to_pylist()


def test_without_pandas_the_extra_is_named(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"evosim-mesa\[pandas\]"):
        finished.frame  # noqa: B018


@pytest.mark.long
def test_notebooks_are_told_how_it_goes(
    finished: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evosim.run(finished.scenario, finished.path.parent, workers=1)
    assert capsys.readouterr().out == ""
    kernel = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: kernel))
    evosim.run(finished.scenario, finished.path.parent, workers=1)
    told = capsys.readouterr().out
    assert "4 of 4 cells" in told
    assert "\x1b" not in told
    evosim.run(finished.scenario, finished.path.parent, workers=1, progress=False)
    assert capsys.readouterr().out == ""
