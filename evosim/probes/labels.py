"""How many examples a classifier labels rightly, and how much that is for the size of its genome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from evosim.column import Column

if TYPE_CHECKING:
    from evosim.worlds.labels.draw import Drawn

KINDS = ("labels",)
COLUMNS = (
    Column("accuracy", "share of the examples evolved on that are labelled rightly", span=(0, 1)),
    Column(
        "accuracy_held_out",
        "the same of examples never evolved on; those that a table does not have count one half",
        span=(0, 1),
        null="none are held out",
    ),
    Column(
        "accuracy_per_bit",
        "examples labelled rightly beyond half of them, for each bit of the genome",
        null="the genome has no genes left",
    ),
)


def measure(subject: Any) -> dict[str, Any]:
    """Accuracy on the examples evolved on and on others (handbook: probes, accuracy)."""
    from evosim.life.labels.population import Evaluator
    from evosim.probes import genes
    from evosim.threads import Threads

    agent, drawn = subject.agent, cast("Drawn", subject.training)
    evaluate = Evaluator(agent.blueprint.plan, drawn, Threads())
    grown, _ = evaluate.grow(agent.genome[None])
    accuracy = float(evaluate.score(grown)[0])
    size = float(genes.measure(subject)["bits"])
    row: dict[str, Any] = {
        "accuracy": accuracy,
        "accuracy_per_bit": (accuracy - 0.5) * len(drawn.labels) / size if size else None,
    }
    if len(drawn.held_labels):
        row["accuracy_held_out"] = float(evaluate.score(grown, "held_out")[0])
    return row
