"""The grid world: an arena of free and wall cells and a table of objects (handbook: model, worlds).

Axes: N instances, C cells of the padded arena (``(size + 2)²``, a wall ring around it, row by row), Q units (the
``size²`` cells inside the ring), K planes, T things (objects counted one by one), O kinds of object, J starts.
"""
