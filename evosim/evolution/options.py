"""Options of evolution: selection, crossover, mutation, the first generation, and the prices."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, Tag

from evosim.options import Count, Flag, Name, Natural, NonNegative, Section, Share, by_kind
from evosim.worlds.grid.options import Change


class Tournament(Section):
    """The best of ``size`` individuals drawn with replacement becomes a parent."""

    kind: Literal["tournament"] = "tournament"
    size: Count = 4


class Borrowed(Section):
    """An operator of DEAP by its name, with its own arguments: ``{ kind = "deap:mutShuffleIndexes", indpb = 0.1 }``.

    ``rate`` is, of a crossover, the share of children with two parents.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Annotated[str, Field(strict=True, pattern=r"^deap:\w+$", description='"deap:" and an operator of DEAP')]
    rate: Share = 0.5

    @property
    def operator(self) -> str:
        """Its name in ``deap.tools``."""
        return self.kind.removeprefix("deap:")

    @property
    def options(self) -> dict[str, Any]:
        """Its own arguments."""
        return dict(self.model_extra or {})


class Roulette(Section):
    """Parents are drawn in proportion to their fitness, which may not be negative."""

    kind: Literal["roulette"]


class Truncation(Section):
    """Parents are drawn, all alike, among the best ``share`` of the population: at least one."""

    kind: Literal["truncation"]
    share: Annotated[float, Field(strict=True, gt=0, le=1)] = 0.5


class Rank(Section):
    """Linear ranking (Baker 1985): the best has ``pressure`` children on average, the worst 2 − ``pressure``."""

    kind: Literal["rank"]
    pressure: Annotated[float, Field(strict=True, ge=1, le=2)] = 2.0


class NonDominated(Section):
    """Several objectives at once (NSGA-II, Deb et al. 2002): the fewer dominate and the less crowded, the better.

    Parents win tournaments of ``size``. What is not dominated stays without elites.
    """

    kind: Literal["nsga2"]
    size: Count = 2


Select = Annotated[
    Annotated[Tournament, Tag("tournament")]
    | Annotated[Roulette, Tag("roulette")]
    | Annotated[Truncation, Tag("truncation")]
    | Annotated[Rank, Tag("rank")]
    | Annotated[NonDominated, Tag("nsga2")]
    | Annotated[Borrowed, Tag("deap:NAME")],
    by_kind("tournament"),
]


class Uniform(Section):
    """``rate`` is the share of children with two parents; each gene comes from either with chance ½."""

    kind: Literal["uniform"] = "uniform"
    rate: Share = 0.5


class OnePoint(Section):
    """``rate`` is the share of children with two parents: genes before a point from one, the rest from the other."""

    kind: Literal["one_point"]
    rate: Share = 0.5


class TwoPoint(Section):
    """``rate`` is the share of children with two parents: the genes between two points come from the second."""

    kind: Literal["two_point"]
    rate: Share = 0.5


class Asexual(Section):
    """Each child has one parent."""

    kind: Literal["none"]


Cross = Annotated[
    Annotated[Uniform, Tag("uniform")]
    | Annotated[OnePoint, Tag("one_point")]
    | Annotated[TwoPoint, Tag("two_point")]
    | Annotated[Asexual, Tag("none")]
    | Annotated[Borrowed, Tag("deap:NAME")],
    by_kind("uniform"),
]


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    """In one order, each once: how a set was written must not matter."""
    return tuple(sorted(set(words)))


Moved = Literal[
    "habits", "rules", "gain", "readout", "ticks",
    "w_self", "w_near", "w_north", "w_east", "w_south", "w_west", "bias", "drive", "out",
]  # fmt: skip


class Carried(Section):
    """Settings of mutation that are genes: each genome carries factors for them, as powers of 2, after all other genes.

    In the first generation these are normal with deviation ``spread``. A child's are its parent's, or those of both
    parents mixed as all genes are, with normal noise of deviation ``step``; without ``inherited`` each child's are
    drawn anew as in the first generation. They are never deleted, and cost nothing. Source: self-adaptation (Schwefel
    1981), with factors of base 2, which all machines multiply alike.
    """

    settings: Annotated[tuple[Literal["rate", "scale"], ...], AfterValidator(_each_once), Field(min_length=1)]
    inherited: Flag = True
    spread: NonNegative = 1.0
    step: NonNegative = 0.2


class Gaussian(Section):
    """Each gene gets normal noise of deviation ``scale`` at ``rate``, then is deleted at rate ``delete``.

    A deleted gene becomes 0; or, where ``delete_to`` is ``elsewhere``, a constant of its own that is drawn once for a
    population, normal with deviation ``delete_scale``. ``delete_only`` names the parts of a brain, or the numbers of a
    rule, whose constants are not 0; without it they are those of all genes. The price on length counts the genes that
    differ from what deletion makes of them. With ``carried`` the rate, the scale or both are genes too.
    """

    kind: Literal["gaussian"] = "gaussian"
    rate: Share = 0.02
    scale: NonNegative = 0.4
    delete: Share = 0.0
    delete_to: Literal["zero", "elsewhere"] = "zero"
    delete_scale: NonNegative = 0.1
    delete_only: Annotated[tuple[Moved, ...], AfterValidator(_each_once)] = ()
    carried: Carried | None = None


class Reset(Section):
    """Each gene is drawn anew from its alphabet at ``rate``, then becomes 0 at rate ``delete``."""

    kind: Literal["reset"]
    rate: Share = 0.02
    delete: Share = 0.0


class Letters(Section):
    """Of a string: stretches are duplicated, deleted or reversed; then each letter becomes another at ``rate``.

    ``duplicate``, ``delete`` and ``invert`` are the probabilities, for each child, that one stretch of 1 to ``stretch``
    letters, all lengths alike, is written twice, taken out, or turned round. The length of the string stays: what is
    pushed over the end is lost, and the end is filled with random letters.
    """

    kind: Literal["letters"]
    rate: Share = 0.001
    duplicate: Share = 0.05
    delete: Share = 0.05
    invert: Share = 0.05
    stretch: Count = 60


class Flip(Section):
    """Each gene, 0 or 1, becomes the other at ``rate``, then becomes 0 at rate ``delete``.

    ``count``, if not 0, is how many genes are drawn, one after another, to be flipped instead.
    """

    kind: Literal["flip"]
    rate: Share = 0.02
    count: Natural = 0
    delete: Share = 0.0


class Faithful(Section):
    """Children are exact copies."""

    kind: Literal["none"]


Mutate = Annotated[
    Annotated[Gaussian, Tag("gaussian")]
    | Annotated[Reset, Tag("reset")]
    | Annotated[Flip, Tag("flip")]
    | Annotated[Letters, Tag("letters")]
    | Annotated[Faithful, Tag("none")]
    | Annotated[Borrowed, Tag("deap:NAME")],
    by_kind("gaussian"),
]


class Normal(Section):
    """Genes of the first generation: normal with standard deviation ``scale``; deleted with probability ``zero``."""

    kind: Literal["normal"] = "normal"
    scale: NonNegative = 1.0
    zero: Share = 0.0


class Prices(Section):
    """The inductive biases (handbook: model, prices), each in fitness.

    ``thinking_time`` is charged for each tick of a thought, ``search_node`` for each node of a search, ``unrolled`` for
    each unit that is worked out for a decision, ``depth`` for each step of its longest chain, ``description_length``
    for each gene that deletion would change. With more than ``capacity`` such genes fitness is that of the worst.
    """

    thinking_time: NonNegative = 0.0
    search_node: NonNegative = 0.0
    unrolled: NonNegative = 0.0
    depth: NonNegative = 0.0
    description_length: NonNegative = 0.0
    capacity: Count | None = None


Over = Literal["mean", "worst", "regret"]


class Phase(Change):
    """Evolution goes on in a changed world, for so many generations.

    Arenas, starts and things whose placement is the same stay as they were, and what is added is placed for each start
    by itself; or all arenas are ``new``, and that so many ``times``, for so many generations each. It is the population
    that goes on, or copies of its champion, which are the first generation of the phase. With ``beside`` the first
    world stays, beside the changed one, and selection sees the mean of both. With ``prices`` these are charged in the
    place of those of the scenario, and with ``over`` this is what selection sees of lives in the place of theirs: each
    life is an instance by itself where arenas stay.
    """

    generations: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    arenas: Literal["same", "new"] = "same"
    times: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    begins_with: Literal["population", "champion"] = "population"
    beside: Flag = False
    prices: Prices | None = None
    over: Over | None = None

    @property
    def all_generations(self) -> int:
        """Generations of all times."""
        return self.generations * self.times


class Task(Change):
    """Another task: the world with some keys changed, in which all individuals live as well as in their own.

    Selection sees the mean of all tasks. Arenas, starts and things whose placement is the same are those of the world,
    and what is added is placed for each start by itself; or all arenas are ``new``.
    """

    name: Name
    arenas: Literal["same", "new"] = "same"


class Rivals(Section):
    """Arenas that evolve against the population: as many as the world has instances, the first of them drawn as ever.

    After each ``every`` generations a ``sample`` of the population lives in all arenas. An arena's fitness is the share
    of their lives that fail. Arenas become parents by tournaments of two, or by ``chance``, which is the control. A
    child has one parent, and each of its cells, things and starts is drawn anew at ``rate``; if it then has no way of
    the length that the world asks for, it is a copy of its parent.
    """

    every: Count = 1
    sample: Count = 8
    rate: Share = 0.02
    select: Literal["failures", "chance"] = "failures"


class Evolution(Section):
    """The base optimizer; ``kind = "random"`` is the control: all but the elites are drawn anew each time.

    ``over`` says what selection sees of a genome's lives: the mean of their returns, that of the worst instance, or
    minus the largest regret of an instance, which is the return that is possible there less its own. In each ``phase``
    after the first ``generations`` the population goes on in a changed world. Each ``task`` is another world beside the
    first one, and ``rivals`` let arenas evolve against the population.
    """

    kind: Literal["genetic", "random"] = "genetic"
    population: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] = 1024
    generations: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 400
    initial: Normal = Normal()
    select: Select = Tournament()
    cross: Cross = Uniform()
    mutate: Mutate = Gaussian()
    elites: Natural = 1
    over: Over = "mean"
    phase: tuple[Phase, ...] = ()
    task: Annotated[tuple[Task, ...], Field(max_length=63)] = ()
    rivals: Rivals | None = None

    @property
    def carried(self) -> tuple[str, ...]:
        """The settings that genomes carry, in the order of their genes."""
        how = self.mutate
        if self.kind == "random" or not isinstance(how, Gaussian) or how.carried is None:
            return ()
        return how.carried.settings

    @property
    def all_generations(self) -> int:
        """Generations in all phases, the first among them."""
        return self.generations + sum(phase.all_generations for phase in self.phase)

    @property
    def borrowed(self) -> dict[str, Borrowed]:
        """The steps that are DEAP's."""
        steps = {"select": self.select, "cross": self.cross, "mutate": self.mutate}
        return {step: chosen for step, chosen in steps.items() if isinstance(chosen, Borrowed)}
