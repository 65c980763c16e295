"""What a player does: how well it plays, how far it looks ahead, and how well it plays without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.worlds.games.draw import Drawn
    from evosim.worlds.games.options import Games

ONE = "games of one player, or of more than 2,000,000 positions to look up"
KINDS = ("games",)
COLUMNS = (
    Column("score", "mean outcome (1 won, 0 drawn, −1 lost) of the games evolved on", span=(-1, 1)),
    Column("score_novel", "the same of games never evolved on", span=(-1, 1)),
    Column("won_novel", "share of novel games that are won", span=(0, 1)),
    Column("score_random", "score in novel games against a player who draws each move", span=(-1, 1)),
    Column("score_perfect", "score in novel games against a perfect player", span=(-1, 1), null=ONE),
    Column("lost_perfect", "share of novel games that are lost against a perfect player", span=(0, 1), null=ONE),
    Column("score_reflex", "score_novel without search: the moves that the net prefers", span=(-1, 1)),
    Column("score_optimal", "score of a perfect player in its place, in the same games", span=(-1, 1), null=ONE),
    Column("player_depth", "plies that it searches", "count"),
    Column("player_width", "moves that it searches in each position", "count"),
    Column("player_nodes", "positions that its search reaches, mean over its moves"),
)


def measure(subject: Any) -> dict[str, Any]:
    """Scores against each opponent, with and without search (handbook: probes, score)."""
    from evosim.life.games.matches import match, opponents
    from evosim.life.games.population import Evaluator
    from evosim.threads import Threads
    from evosim.worlds.games.check import LIMIT, tabulated
    from evosim.worlds.games.population import baseline

    agent, training, novel = subject.agent, cast("Drawn", subject.training), cast("Drawn", subject.novel)
    world = cast("Games", agent.blueprint.world)
    own, there = match(agent, training, world.opponent), match(agent, novel, world.opponent)
    players, _ = Evaluator(agent.blueprint.plan, novel, Threads(), "random").grow(agent.genome[None])
    row: dict[str, Any] = {
        "score": own.score,
        "score_novel": there.score,
        "won_novel": there.won,
        "score_random": match(agent, novel, "random").score,
        "score_reflex": match(agent, novel, world.opponent, depth=0).score,
        "player_depth": int(players.depth[0]),
        "player_width": int(players.width[0]),
        "player_nodes": there.nodes,
    }
    fits = tabulated(world.model_copy(update={"instances": len(novel.keys)})) <= LIMIT
    if "perfect" in opponents(world) and fits:
        perfect = match(agent, novel, "perfect")
        best = baseline(novel, "perfect", "random" if world.opponent == "random" else "perfect")
        row |= {"score_perfect": perfect.score, "lost_perfect": perfect.lost, "score_optimal": float(best.score[0])}
    return row
