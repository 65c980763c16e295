"""Families of tasks.

Adding a kind of world is a name in ``WORLDS``, a folder here and one of the same name in ``life``:

- ``worlds/<kind>/options.py`` has its section of a scenario file, ``check.py`` what makes no sense about it,
  ``cost.py`` what lives in it take, and ``template.py`` a scenario to start from; none of them may wait for kernels;
- ``life/<kind>/kind.py`` draws its instances, and lets populations live in them (``life.kinds``).
"""

WORLDS = (  # the folders; the first is meant where a file does not say
    "grid",
    "games",
    "labels",
)
