"""How often players of the hash game win over random start strings, in closed form.

First bits of different strings are independent and 1 with probability ½, as far as mixing is good.

**One player that looks d turns ahead.** Before the last d turns nothing that it can see depends on who will win, so
whatever it does there is as good as chance. Then it sees 2^d last strings, of which any may be reached, and loses only
if the first bit of all is 0. So it wins with probability 1 − 2^(−2^d): ½, ¾, 15⁄16, 255⁄256 for d = 0, 1, 2, 3. An
exact search is d = length.

**A player without search** (depth 0) values the strings after its moves by its net, and in the last turn these are the
last strings, whose first bit is one of the inputs. A net that reads this bit wins as often as one that looks one turn
ahead, ¾; one that reads its opposite ¼. Nets whose last layer is as often some numbers as these with the other sign win
½ in the mean: of two that differ so, one takes the move that the other leaves.

**Two players that search exactly.** Let p_k be the probability that the first player wins with k turns to go, over
random strings: p_0 = ½. If the first player moves then, it loses only if both successors are lost, p_{k+1} =
1 − (1 − p_k)²; if the second does, the first wins only if both are won, p_{k+1} = p_k². Who moves with k + 1 turns to
go is known from length: turn length − k − 1, the first player in even turns.
"""

from __future__ import annotations


def alone(ahead: int) -> float:
    """Return the probability that one player wins that looks ``ahead`` turns ahead of the end."""
    return float(1 - 2.0 ** -(2**ahead))


def alternate(length: int) -> float:
    """Return the probability that the first of two players wins where both search all ``length`` turns exactly."""
    chance = 0.5
    for turn in reversed(range(length)):
        chance = 1 - (1 - chance) ** 2 if turn % 2 == 0 else chance**2
    return chance
