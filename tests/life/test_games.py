"""Populations of players from their genomes: kernels against the slow twin, and a whole run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evosim
from evosim.life import Agent
from evosim.life.games.matches import match
from evosim.life.games.population import Evaluator
from evosim.organs.blueprint import Blueprint
from evosim.organs.player.organ import width_of
from evosim.organs.search.organ import depth_of
from evosim.threads import Threads
from evosim.worlds.games.draw import draw_games
from evosim.worlds.games.options import Games
from evosim.worlds.games.reference import Player
from evosim.worlds.games.text import draw_text, read_text
from evosim.worlds.games.tic_tac_toe.reference import TicTacToe

SCENARIO = """
title = "Players"
replicates = 2
[world]
kind = "games"
instances = 8
[brain]
organs = ["player"]
player = { hidden = 4, depth = { max = 2 }, width = { max = 3 } }
[evolution]
population = 16
generations = 4
[prices]
search_node = 0.001
"""


def made(make_settings: Any, world: dict[str, Any], encoding: str = "own", **player: Any) -> Blueprint:
    whole = make_settings(brain={"organs": ["player"], "player": player}, encoding={"player": encoding, "width": 3})
    return Blueprint.of(whole.model_copy(update={"world": Games.model_validate({"kind": "games", **world})}))


@settings(max_examples=12)
@given(st.sampled_from(["own", "net", "dct", "position"]), st.integers(1, 9), st.integers(0, 10**6))
def test_players_are_grown_as_the_slow_twin_says(make_settings: Any, encoding: str, hidden: int, seed: int) -> None:
    blueprint = made(make_settings, {"instances": 4}, encoding, hidden=hidden, depth={"max": 3}, width={"max": 5})
    drawn = draw_games(blueprint.world, 1, 0)
    genomes = np.random.default_rng(seed).normal(size=(5, blueprint.length)).astype(np.float32)
    genomes[0] = 0
    evaluate = Evaluator(blueprint.plan, drawn, Threads(), "random")
    players, genes = evaluate.grow(genomes)
    assert genes.tolist() == [np.count_nonzero(genome) for genome in genomes]
    for p, genome in enumerate(genomes):
        grown = Agent(genome, blueprint).parameters
        into, out, search = grown["player_in"], grown["player_out"], grown["player_search"]
        np.testing.assert_array_equal(players.first[p, 1:], into[:-1])
        np.testing.assert_array_equal(players.first[p, 0], into[-1])
        np.testing.assert_array_equal(players.second[p, 1:], out[:-1])
        np.testing.assert_array_equal(players.second[p, 0], out[-1])
        assert (players.depth[p], players.width[p]) == (depth_of(search[0], 3), width_of(search[1], 5))
    record = np.empty((5, 4, 9), np.int8)
    evaluate._play(players, record=record)
    game = TicTacToe()
    for p in range(5):
        twin, state = Player(game, players, p), game.start(0)  # in instance 0 it is the first player
        for turn, move in enumerate(record[p, 0].tolist()):
            if game.over(state):
                assert move == -1
                continue
            if turn % 2 == 0:
                assert twin.choose(state, turn) == move
            state = game.play(state, move)


def test_threads_change_nothing(make_settings: Any) -> None:
    for opponent in ("random", "perfect", "population"):
        blueprint = made(make_settings, {"instances": 6, "opponent": opponent})
        drawn = draw_games(blueprint.world, 1, 0)
        genomes = np.random.default_rng(1).normal(size=(9, blueprint.length)).astype(np.float32)
        one = Evaluator(blueprint.plan, drawn, Threads(), opponent, 7)(genomes)
        with Threads(3) as threads:
            other = Evaluator(blueprint.plan, drawn, threads, opponent, 7)(genomes)
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_without_search_nothing_is_reached_and_games_read_back(make_settings: Any) -> None:
    blueprint = made(make_settings, {"instances": 6, "game": {"kind": "hash_game", "length": 5}}, depth=3, width=2)
    genome = np.random.default_rng(1).normal(size=blueprint.length).astype(np.float32)
    agent, drawn = Agent(genome, blueprint), draw_games(blueprint.world, 1, 0)
    assert match(agent, drawn, depth=0).nodes == 0
    searched = match(agent, drawn)
    assert searched.nodes > 0
    for played in searched.played:
        assert read_text(draw_text(played)) == played


def test_a_run_of_games(tmp_path: Path) -> None:
    file = tmp_path / "players.toml"
    file.write_text(SCENARIO)
    run = evosim.run(file, out=tmp_path, workers=1)
    row = run.table.to_pylist()[0]
    assert set(row) >= {"score", "score_novel", "score_reflex", "player_depth", "genes", "fitness"}
    assert not {"success_novel", "planner"} & set(row)
    assert -1 <= row["score_perfect"] <= 0
    agent = run.champion(row["cell"])
    world = agent.blueprint.world
    assert isinstance(world, Games)
    assert match(agent, draw_games(world, 1, 0)).score == row["score"]
    games = (run.path / "cells" / row["cell"] / "games.txt").read_text()
    assert games.count("against perfect") == 4


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ('organs = ["player"]', 'organs = ["cortex"]', "brain.organs", "player"),
        ("instances = 8", 'opponent = "nobody"', "world.opponent", "random"),
        ("generations = 4", 'generations = 4\nover = "regret"', "evolution.over", "mean"),
        ("[prices]", '[[shift]]\nname = "far"\n[prices]', "shift.far", "a grid"),
        ("instances = 8", "instance = 8", "world.instance", "instances"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(tmp_path: Path, old: str, new: str, key: str, expected: str) -> None:
    file = tmp_path / "players.toml"
    file.write_text(SCENARIO.replace(old, new))
    with pytest.raises(evosim.ScenarioError) as told:
        evosim.load(file)
    keys = {problem.key: problem for problem in told.value.problems}
    assert key in keys, keys
    assert expected in keys[key].expected
