"""Who came from whom: the champion's line, or all individuals, streamed to disk generation by generation.

In the terms of the ALife data standard for phylogenies: descent goes along first parents, both parents stand in
``ancestor_list``. The id of an individual is generation × P + its index.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

PRUNED_EVERY = 32  # generations
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
    line = []
    for generation in range(len(parents) - 1, -1, -1):
        count = len(parents[generation])
        before = [int(p) for p in parents[generation][index] if p >= 0]
        ids = tuple((generation - 1) * count + p for p in before)
        line.append(Ancestor(generation * count + index, ids, generation, float(fitness[generation][index])))
        index = before[0] if before else index
        if not before and generation:
            break
    return line[::-1]


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

    def line(self, index: int) -> list[Ancestor]:
        """The line that leads to individual ``index`` of the last generation, oldest first."""
        line: list[Ancestor] = []
        count = len(self._levels[-1][0]) if self._levels else 0
        for generation in range(len(self._levels) - 1, -1, -1):
            who, parents, fitness = self._levels[generation]
            at = int(np.searchsorted(who, index))
            before = [int(p) for p in parents[at] if p >= 0]
            ids = tuple((generation - 1) * count + p for p in before)
            line.append(Ancestor(generation * count + index, ids, generation, float(fitness[at])))
            if not before:
                break
            index = before[0]
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
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")

    def __enter__(self) -> Recorder:
        self._sink = pa.OSFile(str(self._draft), "wb")
        self._writer = pa.ipc.new_file(self._sink, SCHEMA)
        return self

    def write(self, parents: NDArray[np.int32], fitness: NDArray[np.float64]) -> None:
        """Add a generation: parents (P, 2), −1 for none, and fitness (P,)."""
        columns = [pa.array(np.ascontiguousarray(parents[:, side])) for side in (0, 1)]
        self._writer.write_batch(pa.record_batch([*columns, pa.array(fitness)], schema=SCHEMA))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._sink.close()
        if error is None:
            os.replace(self._draft, self.path)
        else:
            self._draft.unlink(missing_ok=True)


class Lineage:
    """All individuals of an evolution, read from where a ``Recorder`` has written them, generation by generation."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._file = pa.ipc.open_file(pa.memory_map(str(self.path)))

    def __len__(self) -> int:
        """Number of generations."""
        return int(self._file.num_record_batches)

    @property
    def population(self) -> int:
        """P."""
        return int(self._file.get_batch(0).num_rows)

    def parents(self, generation: int) -> NDArray[np.int32]:
        """(P, 2) rows of the generation before, −1 for none."""
        batch = self._file.get_batch(generation)
        return np.stack([batch["first"].to_numpy(), batch["second"].to_numpy()], axis=1)

    def fitness(self, generation: int) -> NDArray[np.float64]:
        """(P,)."""
        return np.array(self._file.get_batch(generation)["fitness"].to_numpy())

    def line(self, index: int | None = None) -> list[Ancestor]:
        """The line of first parents to an individual of the last generation, by default the fittest; oldest first."""
        if index is None:
            index = int(np.argsort(-self.fitness(len(self) - 1), kind="stable")[0])
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
            parents, fitness = self.parents(generation).tolist(), self.fitness(generation).tolist()
            base = (generation - 1) * count
            for index in range(count):
                ids = tuple(base + p for p in parents[index] if p >= 0)
                yield Ancestor(generation * count + index, ids, generation, fitness[index])

    def export(self, path: Path | str) -> None:
        """Write the ALife standard's CSV: id, ancestor_list, origin_time, and fitness."""
        path = Path(path)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with draft.open("w", newline="") as file:
            write_standard(file, self.ancestors())
        os.replace(draft, path)

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
