"""The player of games: a net with one hidden layer and a search, of which genes give the weights, depth and width."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evosim.arrays import aligned
from evosim.encodings.growth import Growth
from evosim.encodings.tensor import Axis, Tensor, labelled
from evosim.organs.organ import Body, Budget
from evosim.organs.player.kernel import Player, Workspace
from evosim.organs.player.options import DepthGene, WidthGene
from evosim.organs.reflex.organ import units
from evosim.organs.search.organ import depth_of
from evosim.worlds.games.options import HashGame, TicTacToe, inputs_of, moves_of

DIAL = "player"


def tensors(body: Body) -> tuple[Tensor, ...]:
    """Weights into the hidden units (I + 1, H), out of them (H + 1, 1 + C), and the genes of depth and width."""
    options, game = body.brain.player, body.world.game
    among, seen = units(options.hidden), inputs_of(game)
    into = Axis("hidden", among.labels[:-1], among.coordinates[:-1])
    found = [
        Tensor("player_in", (Axis("input", (*seen, "1"), places(game)), into), DIAL),
        Tensor("player_out", (among, labelled("output", ("value", *moves_of(game)))), DIAL),
    ]
    depth, width = isinstance(options.depth, DepthGene), isinstance(options.width, WidthGene)
    if depth or width:
        found.append(Tensor("player_search", (labelled("search", ("plies",) * depth + ("moves",) * width),)))
    return tuple(found)


def places(game: TicTacToe | HashGame) -> NDArray[np.float32]:
    """(I + 1, 4) where each input is: x and y from −1 to 1, whose it is, and whether it is the constant 1."""
    seen = inputs_of(game)
    found = np.zeros((len(seen) + 1, 4), np.float32)
    if isinstance(game, TicTacToe):
        y, x = np.divmod(np.arange(len(seen)) % 9, 3)
        found[:-1, :3] = np.stack([x - 1, y - 1, np.where(np.arange(len(seen)) < 9, 1, -1)], axis=1)
    else:
        found[:-1, 0] = np.linspace(-1, 1, len(seen))
    found[-1, 3] = 1
    return found


def plan(body: Body, growths: Mapping[str, Growth]) -> Player:
    """The organ as kernels read it."""
    depth, width = body.brain.player.depth, body.brain.player.width
    return Player(
        on=True,
        tensors=len(tensors(body)),
        depth=depth.max if isinstance(depth, DepthGene) else depth,
        width=width.max if isinstance(width, WidthGene) else width,
        decides_depth=isinstance(depth, DepthGene),
        decides_width=isinstance(width, WidthGene),
    )


def workspace(organ: Player, world: object, grown: Sequence[NDArray[np.float32]]) -> Workspace:
    """Memory for one thread."""
    incoming, outgoing, *search = grown
    return Workspace(incoming, outgoing, search[0] if search else aligned((1, 1), np.float32))


def limited(organ: Player, thought: int) -> Player:
    """The same that searches so many plies at most, and at 0 reacts."""
    return organ._replace(decides_depth=False, depth=min(thought, organ.depth))


def goes_on(organ: Player) -> bool:
    """Preferences depend on the position alone."""
    return False


def stateful(organ: Player) -> bool:
    """It keeps nothing from move to move."""
    return False


def budget(organ: Player, grown: Callable[[str], NDArray[np.float32]]) -> Budget | None:
    """The plies that it searches."""
    return Budget("plies", depth_of(grown("player_search")[0], organ.depth) if organ.decides_depth else organ.depth)


def width_of(gene: np.float32, most: int) -> int:
    """As many moves as ``depth_of`` would be plies, but at least 1."""
    return max(1, depth_of(gene, most))
