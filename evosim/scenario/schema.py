"""What a user may write in a scenario file: every key, its type, its range and its default.

The models are frozen. Nothing derived is stored in them: what follows is computed where it is needed.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from evosim.scenario.frozen import freeze


def _short(name: str) -> str:
    """File systems take 255 bytes, and ``-quick`` or a mark may be added."""
    if len(name.encode(errors="surrogateescape")) > 200:
        raise ValueError("too long")
    return name


# Bounds where nature sets none: kernels count in 32 or 64 bits and reckon in single precision.
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
Natural = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Real = Annotated[float, Field(strict=True, ge=-1e9, le=1e9)]
NonNegative = Annotated[float, Field(strict=True, ge=0, le=1e9)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Text = Annotated[
    str, Field(strict=True, min_length=1, max_length=2000, description="some text of at most 2000 characters")
]
Remark = Annotated[
    str, Field(strict=True, max_length=2000, description="some text of at most 2000 characters")
]
FileName = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[^./\\\x00-\x1f][^/\\\x00-\x1f]*$",
        description="a name that a directory can have, of at most 200 bytes",
    ),
    AfterValidator(_short),
]
Flag = Annotated[bool, Field(strict=True)]
Name = Annotated[
    str,
    Field(
        strict=True,
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$",
        description="a name of at most 100 letters, digits and _, a letter first",
    ),
]
Anything = Annotated[Any, AfterValidator(freeze)]
Levels = Annotated[tuple[Any, ...], Field(min_length=1)]
Table = Annotated[dict[str, Any], AfterValidator(freeze)]


class Section(BaseModel):
    """A table of the file: unknown keys are errors and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# --- [world]: design §4.1 ---


class Open(Section):
    """Each cell is a wall with probability ``walls``, drawn until a long enough path exists."""

    kind: Literal["open"] = "open"
    walls: Annotated[float, Field(strict=True, ge=0, le=0.9)] = 0.3


class Maze(Section):
    """A perfect maze: one way between any two cells. Then walls between chambers are opened at rate ``loops``."""

    kind: Literal["maze"]
    loops: Share = 0.0


class Rooms(Section):
    """``rooms`` × ``rooms`` rooms, with a wall and one door between each two neighbours."""

    kind: Literal["rooms"]
    rooms: Annotated[int, Field(strict=True, ge=2, le=16)] = 2


Layout = Open | Maze | Rooms


class Region(Section):
    """Placement in a part of the arena: first row, first column, last row, last column, counted from 0, inclusive."""

    region: tuple[Natural, Natural, Natural, Natural]


class PathRange(Section):
    """Placement where the path from every start has between the first and the second number of steps."""

    path: tuple[Natural, Natural]


class Like(Section):
    """Placement at the same distance from every start as another object, give or take ``within`` steps."""

    like: Name
    within: Natural = 1


def _by_name(shows: dict[str, float]) -> dict[str, float]:
    """In one order: features become planes in order of mention, and how they were written must not matter."""
    result: dict[str, float] = freeze(dict(sorted(shows.items())))
    return result


class Object(Section):
    """A kind of object: what it shows and pays, whether touching it ends the life, and where it stands.

    ``hides`` gives, for a feature, the share of instances in which it does not show.
    """

    name: Name
    shows: Annotated[dict[Name, Real], AfterValidator(_by_name)]
    hides: Annotated[dict[Name, Share], AfterValidator(_by_name)] = freeze({})
    pays: Real = 0.0
    ends: Flag = False
    count: Annotated[int, Field(strict=True, ge=1, le=64)] = 1
    place: Literal["anywhere"] | Like | Region | PathRange = "anywhere"


class World(Section):
    """A family of grid tasks, of which ``instances`` are drawn for evolution."""

    kind: Literal["grid"] = "grid"
    size: Annotated[int, Field(strict=True, ge=2, le=64)] = 7
    layout: Layout = Open()
    instances: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    starts: Annotated[int, Field(strict=True, ge=1, le=64)] = 3
    steps: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 28
    min_path: Count = 6
    shaping: NonNegative = 0.3
    false_walls: Share = 0.0
    object: Annotated[tuple[Object, ...], Field(min_length=1, max_length=26)]


# --- [brain]: design §4.2 ---


class TicksGene(Section):
    """Thinking time as a gene, from 0 to ``max`` ticks."""

    max: Annotated[int, Field(strict=True, ge=1, le=4096)]


class Cortex(Section):
    """The sheet with one unit per cell: how long it thinks and how it is read.

    It thinks for ``ticks`` once, at the start of a life, or before each step; between steps its activity is cleared or
    kept. While nothing in the world moves, thinking afresh before each step comes to the same as thinking once.
    ``bias`` is a number of the rule, or held at 0 and no gene at all: then nothing drives a unit but what it is shown.
    """

    ticks: Annotated[int, Field(strict=True, ge=0, le=4096)] | TicksGene = 24
    think: Literal["life", "step"] = "life"
    state: Literal["cleared", "kept"] = "cleared"
    readout: Literal["greedy", "identity", "random"] = "greedy"
    bias: Literal["evolved", "none"] = "evolved"


Organ = Literal["habits", "cortex"]
ORGANS: tuple[Organ, ...] = get_args(Organ)


def _as_a_set(organs: tuple[Organ, ...]) -> tuple[Organ, ...]:
    """Each once, in the order of ``ORGANS``: a brain is a set, so how it was written must not matter."""
    return tuple(organ for organ in ORGANS if organ in organs)


class Brain(Section):
    """The set of organs; its size is the essays' algorithmic range.

    ``senses`` are features that it is shown although no object of ``[world]`` shows them.
    """

    organs: Annotated[tuple[Organ, ...], Field(min_length=1), AfterValidator(_as_a_set)] = (
        "habits",
        "cortex",
    )
    cortex: Cortex = Cortex()
    senses: tuple[Name, ...] = ()


# --- [encoding]: design §4.3 ---


class Encoding(Section):
    """The dials between genome and brain: how habits are grown, how far the cortex shares its rule."""

    kind: Literal["direct", "funnel"] | None = None
    habits: Literal["table", "generator"] | None = None
    rules: Literal["own", "position", "types"] | None = None
    cell_types: Annotated[int, Field(strict=True, ge=1, le=64)] = 1
    degree: Annotated[int, Field(strict=True, ge=0, le=8)] = 1
    width: Annotated[int, Field(strict=True, ge=1, le=256)] = 11


# --- [evolution]: design §4.4 ---


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


Select = Tournament | Roulette | Truncation | Rank | NonDominated | Borrowed


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


Cross = Uniform | OnePoint | TwoPoint | Asexual | Borrowed


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    """In one order, each once: how a set was written must not matter."""
    return tuple(sorted(set(words)))


Moved = Literal["habits", "rules", "gain", "readout", "ticks", "w_self", "w_near", "bias", "drive"]


class Gaussian(Section):
    """Each gene gets normal noise of deviation ``scale`` at ``rate``, then is deleted at rate ``delete``.

    A deleted gene becomes 0; or, where ``delete_to`` is ``elsewhere``, a constant of its own that is drawn once for a
    population, normal with deviation ``delete_scale``. ``delete_only`` names the parts of a brain, or the numbers of a
    rule, whose constants are not 0; without it they are those of all genes. The price on length counts the genes that
    differ from what deletion makes of them.
    """

    kind: Literal["gaussian"] = "gaussian"
    rate: Share = 0.02
    scale: NonNegative = 0.4
    delete: Share = 0.0
    delete_to: Literal["zero", "elsewhere"] = "zero"
    delete_scale: NonNegative = 0.1
    delete_only: Annotated[tuple[Moved, ...], AfterValidator(_each_once)] = ()


class Reset(Section):
    """Each gene is drawn anew from its alphabet at ``rate``, then becomes 0 at rate ``delete``."""

    kind: Literal["reset"]
    rate: Share = 0.02
    delete: Share = 0.0


class Flip(Section):
    """Each gene, 0 or 1, becomes the other at ``rate``, then becomes 0 at rate ``delete``.

    ``count``, if not 0, is how many genes are drawn, one after another, to be flipped instead.
    """

    kind: Literal["flip"]
    rate: Share = 0.02
    count: Natural = 0
    delete: Share = 0.0


class Faithful(Section):
    """Copies without a slip."""

    kind: Literal["none"]


Mutate = Gaussian | Reset | Flip | Faithful | Borrowed


class Normal(Section):
    """Genes of the first generation: normal with standard deviation ``scale``; deleted with probability ``zero``."""

    kind: Literal["normal"] = "normal"
    scale: NonNegative = 1.0
    zero: Share = 0.0


class Evolution(Section):
    """The base optimizer; ``kind = "random"`` is the control: all but the elites are drawn anew each time."""

    kind: Literal["genetic", "random"] = "genetic"
    population: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] = 1024
    generations: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 400
    initial: Normal = Normal()
    select: Select = Tournament()
    cross: Cross = Uniform()
    mutate: Mutate = Gaussian()
    elites: Natural = 1

    @property
    def borrowed(self) -> dict[str, Borrowed]:
        """The steps that are DEAP's."""
        steps = {"select": self.select, "cross": self.cross, "mutate": self.mutate}
        return {step: chosen for step, chosen in steps.items() if isinstance(chosen, Borrowed)}


class Prices(Section):
    """The inductive biases (design §4.5): fitness per tick of a thought and per gene that deletion would change."""

    thinking_time: NonNegative = 0.0
    description_length: NonNegative = 0.0


# --- what is varied, and what is claimed: design §6 ---


class Variant(Section):
    """A named set of keys: one point of the design, at each point of the sweep.

    ``only`` leaves it at some values of swept keys, for controls that are needed at one point alone.
    """

    name: Text
    set: Table = freeze({})
    only: Annotated[dict[str, Levels], AfterValidator(freeze)] = freeze({})


class Shift(Section):
    """The same world with some keys changed and some objects added: off the training distribution.

    ``set`` takes dotted keys of ``world``; objects go by their names.
    """

    name: Name
    set: Annotated[dict[str, Any], AfterValidator(freeze)] = freeze({})
    add: tuple[Object, ...] = ()


class Compare(Section):
    """Two values of a swept key (or of ``variant``), compared within replicates."""

    key: Text
    high: Anything
    low: Anything


class Trend(Section):
    """Kendall's τ of the statistic against a swept key, within each replicate."""

    key: Text


class Correlate(Section):
    """Spearman's ρ of the statistic with another column, over replicates."""

    with_: Text = Field(alias="with")


class Claim(Section):
    """A hypothesis, written down before the run.

    ``after_data``, if not empty, admits that it was written or changed after data of the instances that judge it had
    been seen, and says how. With ``at_least`` the statistic is whether its value is at least that number, so that its
    mean is a share; null stays null. ``exact`` refuses any statistic under ``than`` that is no single share: the
    interval of one is exact, others may not be.
    """

    name: Text
    primary: Flag = False
    says: Text
    source: Text
    after_data: Remark = ""
    where: Table = freeze({})
    compare: Compare | None = None
    trend: Trend | None = None
    correlate: Correlate | None = None
    than: Real | None = None
    statistic: Text
    at_least: Real | None = None
    exact: Flag = False
    expect: Literal["more", "less", "same"]
    margin: NonNegative
    level: Annotated[float, Field(strict=True, gt=0.5, lt=1)] = 0.95


class Settings(Section):
    """All that decides what happens in a cell, but its seed and its replicate."""

    world: World
    brain: Brain = Brain()
    encoding: Encoding = Encoding()
    evolution: Evolution = Evolution()
    prices: Prices = Prices()


class Scenario(Settings):
    """A scenario file: settings, what is swept, and what is claimed.

    ``note`` explains the scenario's names to readers of its figures.
    """

    title: Text
    note: Remark = ""
    name: FileName = "scenario"
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1
    replicates: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 20
    sweep: Annotated[dict[str, Levels], AfterValidator(freeze)] = freeze({})
    variant: tuple[Variant, ...] = ()
    shift: tuple[Shift, ...] = ()
    claim: tuple[Claim, ...] = ()
