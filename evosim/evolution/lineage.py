"""Who came from whom: the champion's line, or all individuals, streamed to disk generation by generation.

In the terms of the ALife data standard for phylogenies: descent goes along first parents, both parents stand in
``ancestor_list``. The id of an individual is generation × P + its index.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evosim import files
from evosim.arrow import open_ipc
from evosim.faults.arguments import brief, is_path
from evosim.faults.problem import Problem, ScenarioError

if TYPE_CHECKING:
    import networkx as nx

WHERE = "evosim.Lineage"
PRUNED_EVERY = 32  # generations
LONGEST = 300  # letters of a path in a message
SCHEMA = pa.schema([("first", pa.int32()), ("second", pa.int32()), ("fitness", pa.float64())])


class Ancestor(NamedTuple):
    """An individual on a line of descent, in the terms of the ALife phylogeny standard."""

    id: int  # generation × P + index
    ancestor_list: tuple[int, ...]  # both parents' ids, the first parent first; empty in the first generation
    origin_time: int  # generation
    fitness: float


def descent(parents: Sequence[NDArray[np.int32]], fitness: Sequence[NDArray[np.float64]], index: int) -> list[Ancestor]:
    """The line of first parents that leads to individual ``index`` of the last generation, oldest first.

    Parameters
    ----------
    parents : T arrays (P, 2), rows of the generation before; −1 for no parent.
    fitness : T arrays (P,).
    """
    line: list[Ancestor] = []
    for generation in range(len(parents) - 1, -1, -1):
        here, count = parents[generation], len(parents[generation])
        one = _ancestor(here[index], float(fitness[generation][index]), generation, index, count)
        line.append(one)
        if not one.ancestor_list:
            break
        index = int(here[index][0])
    return line[::-1]


def _ancestor(parents: NDArray[np.int32], fitness: float, generation: int, index: int, count: int) -> Ancestor:
    ids = tuple((generation - 1) * count + int(p) for p in parents if p >= 0)
    return Ancestor(generation * count + index, ids, generation, fitness)


class Descent:
    """The lines of first parents of those alive, generation by generation; whoever has no descendants is forgotten.

    Lines soon meet, and from there back there is one ancestor in each generation: a hundred bytes, whatever P is.
    """

    def __init__(self) -> None:
        self._levels: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]] = []
        self._pruned = 0  # levels whose childless are forgotten

    def write(self, parents: NDArray[np.int32], fitness: NDArray[np.float64]) -> None:
        """Add a generation: parents (P, 2), −1 for none, and fitness (P,)."""
        self._levels.append((np.arange(len(parents)), parents, fitness))
        if len(self._levels) - self._pruned >= PRUNED_EVERY:
            self._prune()

    def standing(self) -> dict[str, NDArray[Any]]:
        """All that is remembered, level after level, and how many there are in each."""
        self._prune()
        who, parents, fitness = (np.concatenate(each) for each in zip(*self._levels, strict=True))
        counts = np.array([len(who) for who, *_ in self._levels])
        return {"who": who, "parents": parents, "fitness": fitness, "counts": counts}

    def stand(self, at: dict[str, NDArray[Any]]) -> None:
        """Take what is remembered from a ``standing``."""
        ends = np.cumsum(at["counts"])[:-1]
        parts = (np.split(at[name], ends) for name in ("who", "parents", "fitness"))
        self._levels = list(zip(*parts, strict=True))
        self._pruned = len(self._levels) - 1

    def line(self, index: int) -> list[Ancestor]:
        """The line that leads to individual ``index`` of the last generation, oldest first."""
        line: list[Ancestor] = []
        count = len(self._levels[-1][0]) if self._levels else 0
        for generation in range(len(self._levels) - 1, -1, -1):
            who, parents, fitness = self._levels[generation]
            at = int(np.searchsorted(who, index))
            one = _ancestor(parents[at], float(fitness[at]), generation, index, count)
            line.append(one)
            if not one.ancestor_list:
                break
            index = int(parents[at][0])
        return line[::-1]

    def _prune(self) -> None:
        for level in range(len(self._levels) - 2, -1, -1):
            mothers = self._levels[level + 1][1][:, 0]
            who, parents, fitness = self._levels[level]
            kept = np.isin(who, mothers)
            if kept.all() and level < self._pruned:
                break
            self._levels[level] = who[kept], parents[kept], fitness[kept]
        self._pruned = len(self._levels) - 1


class Recorder:
    """Writes parents and fitness of each generation to a file, of which no more than one is in memory.

    A context manager: the file appears under its name once everything is in it, and not at all after an error.

    Raises
    ------
    ScenarioError
        If there can be no such file.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = replaceable(path)

    def __enter__(self) -> Recorder:
        with ExitStack() as parts:
            draft = parts.enter_context(files.replacing(self.path))
            parts.callback(files.sync, draft)
            sink = parts.enter_context(pa.OSFile(str(draft), "wb"))
            self._writer = parts.enter_context(pa.ipc.new_file(sink, SCHEMA))
            self._parts = parts.pop_all()
        return self

    def write(self, parents: NDArray[np.int32], fitness: NDArray[np.float64]) -> None:
        """Add a generation: parents (P, 2), −1 for none, and fitness (P,)."""
        columns = [pa.array(np.ascontiguousarray(parents[:, side])) for side in (0, 1)]
        self._writer.write_batch(pa.record_batch([*columns, pa.array(fitness)], schema=SCHEMA))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parts.__exit__(kind, error, trace)


def replaceable(path: Path | str) -> Path:
    """The file that a path means, which is absent or a regular one.

    Raises
    ------
    ScenarioError
        If no file can be written there.
    """
    try:
        file = Path(path).expanduser().absolute()
        files.replaceable(file)
        draft = files.draft_of(file)
        files.create(draft, b"")
        draft.unlink()
    except (OSError, TypeError, ValueError) as failure:
        why = getattr(failure, "strerror", None) or str(failure)
        expected = "a file in a directory that exists and can be written"
        raise ScenarioError([Problem(WHERE, None, "path", expected, f"{_named(path)}: {why}")]) from None
    return file


def _named(path: object) -> str:
    """A path, of which the end says most, or what was given in its place."""
    if not is_path(path):
        return brief(path)
    text = os.fspath(path)
    return repr(text if len(text) <= LONGEST else f"…{text[-LONGEST:]}")


class Lineage:
    """All individuals of an evolution, read from where a ``Recorder`` has written them, generation by generation.

    Raises
    ------
    ScenarioError
        If the file is not there, or is no lineage.
    IndexError
        When it is asked for a generation or an individual that it has not.
    """

    def __init__(self, path: Path | str) -> None:
        try:
            self.path = Path(path)
            self._file = open_ipc(self.path)
            if self._file.schema != SCHEMA or not len(self):
                raise ValueError("a file of something else")
        except (OSError, TypeError, ValueError, pa.ArrowException) as failure:
            why = getattr(failure, "strerror", None) or str(failure).splitlines()[0]
            cure = "evolve(…, lineage=FILE) writes one"
            raise ScenarioError([Problem(WHERE, None, "path", "a lineage", f"{_named(path)}: {why}", cure)]) from None

    def __len__(self) -> int:
        """Number of generations."""
        return int(self._file.num_record_batches)

    def __repr__(self) -> str:
        return f"Lineage({len(self)} generations of {self.population})"

    @property
    def population(self) -> int:
        """P."""
        return int(self._file.get_batch(0).num_rows)

    def parents(self, generation: int) -> NDArray[np.int32]:
        """(P, 2) rows of the generation before, −1 for none."""
        batch = self._batch(generation)
        return np.stack([batch["first"].to_numpy(), batch["second"].to_numpy()], axis=1)

    def fitness(self, generation: int) -> NDArray[np.float64]:
        """(P,)."""
        return np.array(self._batch(generation)["fitness"].to_numpy())

    def _batch(self, generation: int) -> pa.RecordBatch:
        return self._file.get_batch(range(len(self))[generation])

    def line(self, index: int | None = None) -> list[Ancestor]:
        """The line of first parents to an individual of the last generation, by default the fittest; oldest first."""
        if index is None:
            index = int(np.argsort(-self.fitness(-1), kind="stable")[0])
        index = range(self.population)[index]
        return descent(_Each(self, "parents"), _Each(self, "fitness"), index)  # type: ignore[arg-type]

    def coalescence(self) -> int | None:
        """Generations back from the last to the one first parent of all of it; None if it has none.

        Without crossover this is the time to the most recent common ancestor.
        """
        living = np.arange(self.population)
        for back in range(len(self)):
            if len(living) == 1:
                return back
            before = self.parents(len(self) - 1 - back)[living, 0]
            if (before < 0).any():
                return None
            living = np.unique(before)
        return None

    def ancestors(self) -> Iterator[Ancestor]:
        """Every individual, generation by generation."""
        count = self.population
        for generation in range(len(self)):
            parents, fitness = self.parents(generation), self.fitness(generation).tolist()
            for index in range(count):
                yield _ancestor(parents[index], fitness[index], generation, index, count)

    def export(self, path: Path | str) -> None:
        """Write the ALife standard's CSV: id, ancestor_list, origin_time, and fitness."""
        with files.replacing(replaceable(path)) as draft:
            with draft.open("x", newline="", encoding="utf-8") as file:
                write_standard(file, self.ancestors())
            files.sync(draft)

    def graph(self) -> nx.DiGraph:
        """All individuals as a networkx graph, edges from parents to children; as large as it sounds."""
        import networkx as nx

        graph = nx.DiGraph()
        for one in self.ancestors():
            graph.add_node(one.id, origin_time=one.origin_time, fitness=one.fitness)
            graph.add_edges_from((parent, one.id, {"first": at == 0}) for at, parent in enumerate(one.ancestor_list))
        return graph


class _Each:
    """The generations of a lineage as a sequence, read when asked for."""

    def __init__(self, lineage: Lineage, what: str) -> None:
        self.lineage, self.what = lineage, what

    def __len__(self) -> int:
        return len(self.lineage)

    def __getitem__(self, generation: int) -> NDArray[np.float64]:
        found: NDArray[np.float64] = getattr(self.lineage, self.what)(generation)
        return found


def write_standard(file: object, ancestors: Iterator[Ancestor] | Sequence[Ancestor]) -> None:
    """Write individuals as the ALife data standard's CSV into an open text file."""
    writer = csv.writer(file, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerow(["id", "ancestor_list", "origin_time", "fitness"])
    for one in ancestors:
        parents = ",".join(map(str, one.ancestor_list)) or "none"
        writer.writerow([one.id, f"[{parents}]", one.origin_time, repr(one.fitness)])
