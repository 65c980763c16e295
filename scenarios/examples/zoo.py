"""The zoo: agents built by hand, of which we know what they are, scored by every detector; a table in Markdown.

    python scenarios/examples/zoo.py
"""

from __future__ import annotations

from collections.abc import Iterator

from evosim.life import Mind
from evosim.probes.bits import bits_performance
from evosim.probes.imagined_wall import imagined_wall
from evosim.probes.planner import evidence
from evosim.probes.subject import Subject
from evosim.probes.thinking import bits_search
from evosim.probes.zoo import PLANNERS, zoo
from evosim.worlds.grid.draw import draw_instances
from evosim.worlds.grid.options import World

SEED = 11  # a seed that no scenario uses
FAMILY = World.model_validate(
    {"instances": 16, "object": [{"name": "door", "shows": {"door": 1, "red": 1}, "pays": 1.0, "ends": True}]}
)
HEADS = (
    "agent", "made to plan", "new mazes", "goal anywhere", "where trained", "elsewhere", "thought cut short",
    "least of three", "planner", "searcher", "imagined wall", "bits of performance", "bits of search",
)  # fmt: skip


def rows(replicate: int) -> Iterator[tuple[str, ...]]:
    """A row of the table for each agent, on 128 mazes that none of them was made for."""
    training = draw_instances(FAMILY, SEED, replicate)
    novel = draw_instances(FAMILY, SEED, replicate, "novel", 128, unlike=training)
    agents: dict[str, Mind] = zoo(FAMILY, training)
    for name, agent in agents.items():
        subject = Subject(agent, training, novel, SEED)
        found = evidence(subject)
        yield (
            name, _word(name in PLANNERS), _number(found.success_novel), *map(_number, found.retarget),
            _number(found.deliberation), _number(found.search_score), _word(found.planner), _word(found.searcher),
            _number(imagined_wall(subject)), f"{bits_performance(subject):.1f}",
            f"{bits_search(subject):.1f}",
        )  # fmt: skip


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("0.", ".", 1)


def _word(value: bool | None) -> str:
    return "–" if value is None else "yes" if value else "no"


def main() -> None:
    """Print the table of one replicate of mazes."""
    print("| " + " | ".join(HEADS) + " |")
    print("|" + "---|" * len(HEADS))
    for row in rows(0):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
