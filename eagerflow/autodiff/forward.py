"""Forward derivatives: Jacobian-vector products of what runs while an accumulator is open."""

from __future__ import annotations

from contextlib import nullcontext
from types import TracebackType
from typing import Any

from .. import errors, nest
from ..core.composite import carrier
from ..core.dispatch import as_tensor
from ..ops.array import zeros_like
from ..ops.arrays.slices import densified
from ..registry import export
from .choices import UnconnectedGradients, as_choice
from .tape import GradientTape


@export("autodiff.ForwardAccumulator")
class ForwardAccumulator:
    """Computes Jacobian-vector products.

    What runs inside its `with` is recorded as on a tape. A Jacobian-vector product is then the
    gradient of a gradient: the vector-Jacobian product of a vector u is linear in u, and its own
    gradient with respect to u is that product (J. Townsend, "A new trick for calculating Jacobian
    vector products", 2017). So it works for all that has gradients, and accumulators and tapes nest
    in any order.

    Args:
      primals: a tensor or variable, or a nest of them.
      tangents: the direction, in the same nest.

    Raises:
      ValueError: a direction has not the dtype or shape of its primal.

    >>> x = ef.constant([2., 3.])
    >>> with ef.autodiff.ForwardAccumulator(primals=x, tangents=ef.constant([1., 0.])) as acc:
    ...     y = ef.reduce_sum(x ** 3)
    >>> acc.jvp(y).numpy()
    np.float32(12.0)
    """

    def __init__(self, primals: Any, tangents: Any) -> None:
        nest.assert_same_structure(primals, tangents, check_types=False)
        self._primals = [carrier(p) for p in nest.flatten(primals)]
        self._tangents = [
            as_tensor(t, p.dtype)
            for t, p in zip(nest.flatten(tangents), self._primals, strict=True)
        ]
        for p, t in zip(self._primals, self._tangents, strict=True):
            if p.dtype is not t.dtype or not p.shape.is_compatible_with(t.shape):
                raise errors.make(
                    ValueError,
                    f"the tangent {t.dtype.name} {t.shape} does not fit the primal {p.dtype.name} "
                    f"{p.shape}",
                )
        self._tape = GradientTape(persistent=True, watch_accessed_variables=False)
        for p in self._primals:
            self._tape.watch(p)

    def __enter__(self) -> ForwardAccumulator:
        self._tape.__enter__()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._tape.__exit__(exc_type, exc, traceback)

    def jvp(
        self,
        primals: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Any:
        """The Jacobian-vector products of results.

        Args:
          primals: a tensor, or a nest of tensors, that were computed inside the `with`.
          unconnected_gradients: what to give for those that do not depend on the primals.

        Returns:
          The derivative of each along the direction, or None, in the same nest.
        """
        unconnected = as_choice(unconnected_gradients)

        def one(y: Any) -> Any:
            found = self._one(carrier(y))
            zero = found is None and unconnected is UnconnectedGradients.ZERO
            return zeros_like(y) if zero else found

        return nest.map_structure(one, primals)

    def _one(self, y: Any) -> Any:
        for p, t in zip(self._primals, self._tangents, strict=True):
            if y is p:
                return t
        with self._tape.stop_recording() if self._tape.is_open else nullcontext():
            u = zeros_like(y)
            with GradientTape(watch_accessed_variables=False) as linear:
                linear.watch(u)
                pulled = self._tape.gradient(y, self._primals, output_gradients=u)
                pairs = [
                    (densified(g), t)
                    for g, t in zip(pulled, self._tangents, strict=True)
                    if g is not None
                ]
            if not pairs:
                return None
            found = linear.gradient(
                [g for g, _ in pairs], u, output_gradients=[t for _, t in pairs],
                unconnected_gradients="zero",
            )  # fmt: skip
            return densified(found)
