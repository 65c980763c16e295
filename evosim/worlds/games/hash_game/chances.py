"""How often players of the hash game win over random start strings, in closed form.

First bits of different strings are independent and 1 with probability ½, as far as mixing is good.

**One player that looks d turns ahead.** Before the last d turns nothing that it can see depends on who will win, so
whatever it does there is as good as chance. Then it sees 2^d last strings, of which any may be reached, and loses only
if the first bit of all is 0. So it wins with probability 1 − 2^(−2^d): ½, ¾, 15⁄16, 255⁄256 for d = 0, 1, 2, 3. An
exact search is d = length. If it looks at one move in each position only (width 1) it wins ½.

**A player without search** (depth 0) is d = 0: it prefers a move in the string as it stands, in the last turn too, and
neither move's last string has a first bit that depends on this. So it wins ½ whatever its net, alone or against an
opponent that does not search either. Over N start strings its share of wins has the standard error 1⁄(2√N). The mean of
several nets has a larger one than if they were independent, because from one start string all that come to the same
last string win or lose together.

**Two players that search exactly.** Let p_k be the probability that the first player wins with k turns to go, over
random strings: p_0 = ½. If the first player moves then, it loses only if both successors are lost, p_{k+1} =
1 − (1 − p_k)²; if the second does, the first wins only if both are won, p_{k+1} = p_k². Who moves with k + 1 turns to
go is known from length: turn length − k − 1, the first player in even turns.

**The structured variant** needs no search: no position of it is better for another letter than one's own, B of the
first player and A of the second. Who always adds that wins alone, as the first of two if length is odd, and as the
second if it is even, against anyone. From the other side it wins if the opponent, in all its ⌈length⁄2⌉ turns, once
adds a letter that is not the opponent's own: never against a perfect one, 1 − 2^(−⌈length⁄2⌉) against a random one.
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
