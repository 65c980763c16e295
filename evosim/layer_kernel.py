"""A layer of a net in several places at once: a place in each lane of a vector, weights the same for all.

Written in LLVM's language through numba's ``intrinsic``: sums must stay in registers while inputs are added up, and of
no loop over arrays does the compiler make that (a quarter of the speed, see ``tests/benchmarks/NOTES.md``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 8  # of a vector; arrays are as wide as a multiple of it
OUTPUTS = 8  # of a hidden layer that are worked out together: there must be a multiple of it
WHOLE, INDEX = ir.IntType(64), ir.IntType(32)
VECTOR = ir.VectorType(ir.FloatType(), LANES)
NOTHING = ir.Constant(VECTOR, ir.Undefined)
FIRST = ir.Constant(ir.VectorType(INDEX, LANES), [0] * LANES)


def _layer(together: int) -> Any:
    def write(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        arrays = zip(signature.args[:3], given[:3], strict=True)
        weights, inputs, outputs = (context.make_array(kind)(context, builder, one) for kind, one in arrays)
        wide, lanes = (builder.extract_value(one.shape, 1) for one in (weights, inputs))
        sums = [cgutils.alloca_once(builder, VECTOR) for _ in range(together)]

        def at(array: Any, row: Any, length: Any, column: Any) -> Any:
            return builder.gep(array.data, [builder.add(builder.mul(row, length), column)])

        def run(array: Any, row: Any, column: Any) -> Any:
            return builder.bitcast(at(array, row, lanes, column), VECTOR.as_pointer())

        def spread(row: Any, column: Any, place: int) -> Any:
            weight = builder.load(at(weights, row, wide, builder.add(column, WHOLE(place))))
            return builder.shuffle_vector(builder.insert_element(NOTHING, weight, INDEX(0)), NOTHING, FIRST)

        count, last = given[3:]
        slices: Callable[..., Any] = cgutils.for_range_slice
        with (
            slices(builder, WHOLE(0), last, WHOLE(LANES)) as (lane, _),
            slices(builder, WHOLE(0), wide, WHOLE(together)) as (first, _),
        ):
            for place, total in enumerate(sums):
                builder.store(spread(WHOLE(0), first, place), total)
            with cgutils.for_range(builder, count) as loop:
                value = builder.load(run(inputs, loop.index, lane), align=4)
                row = builder.add(loop.index, WHOLE(1))
                for place, total in enumerate(sums):
                    product = builder.fmul(spread(row, first, place), value)
                    builder.store(builder.fadd(builder.load(total), product), total)
            for place, total in enumerate(sums):
                output = run(outputs, builder.add(first, WHOLE(place)), lane)
                builder.store(builder.load(total), output, align=4)
        return context.get_dummy_value()

    def layer(typing: Any, weights: Any, inputs: Any, outputs: Any, count: Any, lanes: Any) -> Any:
        return types.void(weights, inputs, outputs, types.int64, types.int64), write

    return intrinsic(layer)


# Each writes outputs (O, L) = weights[0] + Σ_i weights[1 + i] · inputs[i] over the first ``count`` inputs (I, L), with
# weights (1 + I, O), in the order of the inputs, for the first ``lanes`` lanes, made a multiple of ``LANES``.
hidden_layer = _layer(OUTPUTS)
action_layer = _layer(4)
