"""One tick of a sheet of 16 lanes in LLVM's language: a unit's lanes are a vector, and rows are walked unit by unit.

Of loops over arrays the compiler makes vectors too, but it reads a unit again for each of its neighbours, and asks in
each row whether arrays overlap. Here a unit of a row is read once and handed on, in registers, from east to here to
west, and a pair of rows is walked together, each the neighbour of the other.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

WIDE = 16  # lanes
TOGETHER = 2  # rows
WHOLE, INDEX = ir.IntType(64), ir.IntType(32)
VECTOR = ir.VectorType(ir.FloatType(), WIDE)
NOTHING = ir.Constant(VECTOR, ir.Undefined)
FIRST = ir.Constant(ir.VectorType(INDEX, WIDE), [0] * WIDE)
WHOLES = ir.VectorType(INDEX, WIDE)
ZERO, ONE, INFINITE = (ir.Constant(WHOLES, [bits] * WIDE) for bits in (0, 0x3F800000, 0x7F800000))


class _Sheet:
    """Where units stand in arrays of units in a row, with the ring or from the first unit on."""

    def __init__(self, builder: Any, stride: Any, array: Any, skipped: Any) -> None:
        self.builder, self.stride, self.skipped = builder, stride, skipped
        self.data = builder.bitcast(array.data, VECTOR.as_pointer())

    def at(self, row: Any, column: Any) -> Any:
        builder = self.builder
        cell = builder.add(builder.mul(row, self.stride), column)
        return builder.gep(self.data, [builder.sub(cell, self.skipped)])

    def load(self, row: Any, column: Any) -> Any:
        return self.builder.load(self.at(row, column), align=4)

    def store(self, value: Any, row: Any, column: Any) -> None:
        self.builder.store(value, self.at(row, column), align=4)


def _clip(builder: Any, v: Any) -> Any:
    """Clip numbers to [0, 1], NaN to 0, by their bits.

    Those of positive numbers are in the order of the numbers, and those of negative numbers and NaN, as unsigned
    numbers, are above those of infinity. Comparisons of floats would take turns with the additions.
    """
    bits = builder.bitcast(v, WHOLES)
    least = builder.select(builder.icmp_signed("<", bits, ONE), bits, ONE)
    positive = builder.icmp_unsigned("<=", bits, INFINITE)
    return builder.bitcast(builder.select(positive, least, ZERO), VECTOR)


@intrinsic
def tick_wide(typing: Any, w_self: Any, w_near: Any, driven: Any, stride: Any, old: Any, new: Any) -> Any:
    """One tick from ``old`` to ``new`` (C·L,), driven by (S·L,), of a sheet whose units have one rule."""

    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        def spread(number: Any) -> Any:
            return builder.shuffle_vector(builder.insert_element(NOTHING, number, INDEX(0)), NOTHING, FIRST)

        self_weight, near_weight = spread(given[0]), spread(given[1])
        wide = given[3]
        first_unit = builder.add(wide, WHOLE(1))
        drives, before, after = (
            _Sheet(builder, wide, context.make_array(signature.args[i])(context, builder, given[i]), skipped)
            for i, skipped in ((2, first_unit), (4, WHOLE(0)), (5, WHOLE(0)))
        )
        last = builder.sub(wide, WHOLE(1))
        size = builder.sub(last, WHOLE(1))
        kept = [cgutils.alloca_once(builder, VECTOR) for _ in range(2 * TOGETHER)]

        def walk(row: Any, together: int) -> None:
            """Walk some rows from west to east."""
            rows = [builder.add(row, WHOLE(i)) for i in range(together)]
            above, under = builder.sub(row, WHOLE(1)), builder.add(row, WHOLE(together))
            for i, each in enumerate(rows):
                builder.store(before.load(each, WHOLE(0)), kept[2 * i])
                builder.store(before.load(each, WHOLE(1)), kept[2 * i + 1])
            with cgutils.for_range(builder, size) as loop:
                column = builder.add(loop.index, WHOLE(1))
                west = [builder.load(kept[2 * i]) for i in range(together)]
                here = [builder.load(kept[2 * i + 1]) for i in range(together)]
                east = [before.load(each, builder.add(column, WHOLE(1))) for each in rows]
                column_of = [before.load(above, column), *here, before.load(under, column)]
                for i, each in enumerate(rows):
                    beside = builder.fadd(west[i], east[i])
                    near = builder.fadd(builder.fadd(column_of[i], column_of[i + 2]), beside)
                    sums = builder.fadd(builder.fmul(self_weight, here[i]), builder.fmul(near_weight, near))
                    after.store(_clip(builder, builder.fadd(sums, drives.load(each, column))), each, column)
                    builder.store(here[i], kept[2 * i])
                    builder.store(east[i], kept[2 * i + 1])

        pairs = builder.udiv(size, WHOLE(TOGETHER))
        with cgutils.for_range(builder, pairs) as pair:
            walk(builder.add(builder.mul(pair.index, WHOLE(TOGETHER)), WHOLE(1)), TOGETHER)
        done = builder.mul(pairs, WHOLE(TOGETHER))
        with cgutils.for_range(builder, builder.sub(size, done)) as rest:
            walk(builder.add(builder.add(done, rest.index), WHOLE(1)), 1)
        return context.get_dummy_value()

    return types.void(w_self, w_near, driven, types.int64, old, new), write
