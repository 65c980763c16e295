"""Bit strings with labels, to be learned by heart or by rule (handbook: model, worlds).

Axes: P individuals, N training examples, M held-out ones, H hidden units, B blocks of L examples that stand side by
side, each in a lane. Bit 0 of a string is its lowest.
"""
