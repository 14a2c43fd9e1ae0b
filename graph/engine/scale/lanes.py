"""Sixteen floats at a time: y += w z as one instruction, which numba's own loops do not become."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LANES = 16
"""Draws or scenarios that one step of a kernel works."""


def _row(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    vector = ir.VectorType(ir.FloatType(), LANES)
    return builder.bitcast(builder.gep(data, [at]), vector.as_pointer())


@intrinsic
def add_product(typing: Any, y: Any, y_at: Any, w: Any, w_at: Any, z: Any, z_at: Any) -> Any:
    """Adds w[w_at:] * z[z_at:] to y[y_at:], sixteen float32 of each."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        py, pw, pz = (_row(context, builder, signature.args[k], args[k], args[k + 1]) for k in (0, 2, 4))
        product = builder.fmul(builder.load(pw, align=4), builder.load(pz, align=4), flags=("contract",))
        builder.store(builder.fadd(builder.load(py, align=4), product, flags=("contract",)), py, align=4)
        return context.get_dummy_value()

    return types.void(y, y_at, w, w_at, z, z_at), lower


@intrinsic
def add_scaled(typing: Any, y: Any, y_at: Any, weight: Any, z: Any, z_at: Any) -> Any:
    """Adds weight * z[z_at:] to y[y_at:], sixteen float32 of each."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        py = _row(context, builder, signature.args[0], args[0], args[1])
        pz = _row(context, builder, signature.args[3], args[3], args[4])
        blank = ir.Constant(ir.VectorType(ir.FloatType(), LANES), ir.Undefined)
        one = builder.insert_element(blank, args[2], ir.Constant(ir.IntType(32), 0))
        mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        product = builder.fmul(builder.shuffle_vector(one, blank, mask), builder.load(pz, align=4), flags=("contract",))
        builder.store(builder.fadd(builder.load(py, align=4), product, flags=("contract",)), py, align=4)
        return context.get_dummy_value()

    return types.void(y, y_at, weight, z, z_at), lower


@intrinsic
def take_over(typing: Any, x: Any, at: Any, new: Any, most: Any) -> Any:
    """Puts new[:16] in place of x[at:]; most[:16] and most[16:] keep the largest change and size by lane."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        px = _row(context, builder, signature.args[0], args[0], args[1])
        first, second = (ir.Constant(ir.IntType(64), k) for k in (0, LANES))
        fresh = builder.load(_row(context, builder, signature.args[2], args[2], first), align=4)
        nothing = ir.Constant(fresh.type, [0.0] * LANES)
        for place, value in ((first, builder.fsub(fresh, builder.load(px, align=4))), (second, fresh)):
            pm = _row(context, builder, signature.args[3], args[3], place)
            known = builder.load(pm, align=4)
            size = builder.select(builder.fcmp_ordered("<", value, nothing), builder.fneg(value), value)
            builder.store(builder.select(builder.fcmp_unordered(">", size, known), size, known), pm, align=4)
        builder.store(fresh, px, align=4)
        return context.get_dummy_value()

    return types.void(x, at, new, most), lower
