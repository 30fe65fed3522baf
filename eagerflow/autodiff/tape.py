"""GradientTape: records operations as they run, and gives gradients."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from .. import errors, logger, nest, sites
from ..core import mode
from ..core.composite import carrier, with_carrier
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, next_tid
from ..ops.array import ones_like, zeros_like
from ..registry import export
from . import masking
from .batched import level_now
from .choices import UnconnectedGradients, as_choice
from .explain import Log, current_log
from .jacobian import batch_jacobian, jacobians
from .pullback import Record, mask
from .sweep import reachable, sweep
from .why import Facts, Why, explained


@export("GradientTape")
class GradientTape:
    """Records operations for automatic differentiation.

    Operations are recorded while the tape is open (inside its `with`) and an input is watched:
    trainable variables are watched when read, tensors when `watch` names them.

    Args:
      persistent: keep the records after the first gradient, so that more can be asked for.
      watch_accessed_variables: watch trainable variables when they are read.
      nan_safe: in gradients of elementwise operations, zero times an infinite or undefined number
        counts as zero. That gives the finite gradient of `where(x > 0, log(x), 0)`, of a root at
        zero behind a `where`, and zero for `norm` at zero. Other gradients keep their bits.
        Functions and control flow follow; operations that are not elementwise (matmul) do not.

    >>> x = ef.constant(3.)
    >>> with ef.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = x * x
    >>> tape.gradient(y, x).numpy()
    np.float32(6.0)
    """

    __slots__ = (
        "_log", "_open", "_roots", "_spent", "_used_at", "_watch_variables", "_watched", "level",
        "live", "nan_safe", "number", "persistent", "records",
    )  # fmt: skip

    def __init__(
        self,
        persistent: bool = False,
        watch_accessed_variables: bool = True,
        nan_safe: bool = False,
    ) -> None:
        self.persistent = persistent
        self.nan_safe = nan_safe
        self._watch_variables = watch_accessed_variables
        self.live: set[int] = set()  # tids that depend on something watched
        self._roots: set[int] = set()  # tids that are watched
        self.records: list[Record] = []
        self._watched: dict[int, Any] = {}
        self._used_at: sites.Site | bool | None = False
        self._open = False
        self.number = next_tid()
        self.level = level_now.get()  # of the `vmap`s around it
        self._log: Log | None = None
        # what was live and watched, and the sources without gradient, of records that are used up
        self._spent: tuple[set[int], set[int], set[int]] | None = None

    @property
    def is_open(self) -> bool:
        """True inside the `with` of the tape."""
        return self._open

    def watch_read(self, variable: Any) -> None:
        """Watch a trainable variable that is being read."""
        if self._watch_variables and variable.trainable:
            self.live.add(variable.tid)
            self._roots.add(variable.tid)
            self._watched[variable.tid] = variable

    def __enter__(self) -> GradientTape:
        if self._open:
            raise ValueError("Tape is still recording, This can happen if you try to re-enter an "
                             "already-active tape.")  # fmt: skip
        if self._used_at is not False:
            self.reset()
        now = mode.current()
        if now is None:
            mode.variable.set(mode.Mode(None, (self,)))
        else:
            mode.variable.set(mode.Mode(now.builder, (*now.tapes, self)))
        self._open = True
        self._log = current_log()
        if self._log is not None:
            self._log.opened.setdefault(self.number, self._log.count)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open = False
        self._leave()
        if self._log is not None:
            self._log.closed[self.number] = self._log.count

    def _leave(self) -> None:
        now = mode.snapshot()
        mode.variable.set(mode.make(now.builder, tuple(t for t in now.tapes if t is not self)))

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Record nothing in the body; what is computed there counts as constant.

        Raises:
          RuntimeError: the tape is not recording.
        """
        if not self._open:
            raise errors.make(
                RuntimeError,
                "Trying to stop recording a tape which is not recording.",
                fix="`stop_recording` belongs inside the `with` of the tape",
            )
        before = mode.snapshot()
        self._leave()
        try:
            yield
        finally:
            tapes = before.tapes if self._open else tuple(t for t in before.tapes if t is not self)
            mode.variable.set(mode.make(before.builder, tapes))

    def watch(self, tensor: Any) -> None:
        """Take gradients with respect to a tensor, a variable, or a nest of those.

        Raises:
          ValueError: something in the nest is no tensor.
        """
        found = _carriers(tensor)
        for t in found:
            if not isinstance(t, Tensor):
                if not hasattr(type(t), "__tf_tensor__"):
                    raise ValueError(
                        f"Passed in object {t!r} of type {type(t).__name__!r}, not tf.Tensor"
                    )
                self._watched[t.tid] = t
            if not t.dtype.differentiable:
                logger.warning(
                    "The dtype of the watched tensor must be floating (e.g. tf.float32), got %r",
                    t.dtype,
                )
            t.tid = t.tid or next_tid()
        tids = [t.tid for t in found]
        self.live.update(tids)
        self._roots.update(tids)

    def watched_variables(self) -> tuple[Any, ...]:
        """The variables watched so far, in the order in which they were first read."""
        return tuple(self._watched.values())

    def reset(self) -> None:
        """Forget everything recorded and watched."""
        self.live.clear()
        self._roots.clear()
        self.records.clear()
        self._watched.clear()
        self._used_at = False
        self._spent = None

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Any:
        """Gradient of `target` with respect to `sources`.

        Args:
          target: a tensor or a nest of tensors; the gradients of several are summed.
          sources: a tensor or variable, or a nest of them.
          output_gradients: a gradient for each target, ones when left out.
          unconnected_gradients: what to give for sources that the target does not depend on.

        Returns:
          A gradient (or None) for each source, in a nest like that of `sources`.

        Raises:
          RuntimeError: the tape is not persistent and was used before.

        >>> x = ef.Variable(2.)
        >>> with ef.GradientTape() as tape:
        ...     y = x ** 3
        >>> tape.gradient(y, {"x": x})["x"].numpy()
        np.float32(12.0)
        """
        self._check_unused()
        unconnected = as_choice(unconnected_gradients)
        given: list[Any] = [sources] if isinstance(sources, Tensor) else nest.flatten(sources)
        flat = list(map(carrier, given))
        seeds = self._seeds(_carriers(target), output_gradients)
        results = self.swept(seeds, flat)
        if unconnected is UnconnectedGradients.ZERO:
            results = [
                zeros_like(s) if g is None else g for g, s in zip(results, flat, strict=True)
            ]
        if not all(map(operator.is_, given, flat)):
            results = list(map(with_carrier, given, results))
        if (
            type(sources) is list
            and len(given) == len(sources)
            and all(map(operator.is_, sources, given))
        ):
            return results
        return nest.pack_sequence_as(sources, results)

    def _check_unused(self) -> None:
        if self._used_at is not False:
            raise errors.make(
                RuntimeError,
                "A non-persistent GradientTape can only be used to compute one set of gradients "
                "(or "
                "one jacobian)",
                cause=f"it was used before at {self._used_at}",
                fix="ask for all gradients in one call, or make the tape with persistent=True",
            )

    def swept(self, seeds: dict[int, Any], flat: list[Any], again: bool = False) -> list[Any]:
        """The gradients of sources, None for those that the targets do not depend on.

        Args:
          seeds: the gradients of the targets by tid.
          flat: the sources.
          again: the records are needed once more.
        """
        if self._open and not self.persistent:
            self.__exit__(None, None, None)
        tids = [getattr(s, "tid", 0) or -1 for s in flat]
        wanted = set(tids)
        reach = None if self._roots <= wanted else reachable(self.records, wanted)
        if not self.persistent and not again:
            self._used_at = sites.user_site()
            spent = self.live, self._roots
            self.live, self._roots = set(), set()
            records, self.records = self.records, []
        else:
            spent = None
            records = self.records.copy()
        if self.nan_safe:
            mask(records)
            with masking.asked(True):
                grads = sweep(records, seeds, wanted, reach)
        else:
            grads = sweep(records, seeds, wanted, reach)
        if spent is not None and (self._log is not None or not grads.keys() >= wanted):
            self._spent = *spent, wanted.difference(grads)
        return [grads.get(i) for i in tids]

    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """Derivatives of every element of `target` with respect to every element of `sources`.

        The gradients of all elements of the target are swept at once.

        Args:
          target: a tensor of known shape.
          sources: a tensor or variable, or a nest of them.
          unconnected_gradients: what to give for sources that the target does not depend on.
          parallel_iterations: accepted.
          experimental_use_pfor: False sweeps once for each element, with less memory.

        Returns:
          For each source a tensor of shape `target.shape + source.shape` (or None), in a nest like
          that of `sources`.

        Raises:
          RuntimeError: the tape is not persistent and was used before.
          ResourceExhaustedError: the result would not fit into memory.

        >>> x = ef.constant([1., 2.])
        >>> with ef.GradientTape() as tape:
        ...     tape.watch(x)
        ...     y = x ** 2
        >>> tape.jacobian(y, x).numpy()
        array([[2., 0.],
               [0., 4.]], dtype=float32)
        """
        self._check_unused()
        flat = nest.flatten(sources)
        rows = None if experimental_use_pfor else 1
        found = jacobians(self.swept, target, flat, as_choice(unconnected_gradients), rows)
        return nest.pack_sequence_as(sources, found)

    def batch_jacobian(
        self,
        target: Any,
        source: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The Jacobian of each example of a batch, of which results do not depend on each other.

        Args:
          target: a tensor of shape [b, m1, m2, ...].
          source: a tensor of shape [b, n1, n2, ...]; `target[i]` depends on `source[i]` alone.
          unconnected_gradients: what to give when the target does not depend on the source.
          parallel_iterations: accepted.
          experimental_use_pfor: False sweeps once for each element of an example.

        Returns:
          A tensor of shape [b, m1, m2, ..., n1, n2, ...], or None.

        Raises:
          RuntimeError: the tape is not persistent and was used before.
          ValueError: target and source have different first sizes, or are scalars.

        >>> x = ef.constant([[1., 2.], [3., 4.]])
        >>> with ef.GradientTape() as tape:
        ...     tape.watch(x)
        ...     y = x * x
        >>> tape.batch_jacobian(y, x).numpy().tolist()
        [[[2.0, 0.0], [0.0, 4.0]], [[6.0, 0.0], [0.0, 8.0]]]
        """
        self._check_unused()
        rows = None if experimental_use_pfor else 1
        choice = as_choice(unconnected_gradients)
        return batch_jacobian(self.swept, target, source, choice, rows)

    def why(self, target: Any, source: Any) -> Why:
        """Why the gradient of `target` with respect to `source` is None or zero.

        It can be asked before the gradient or after it. The lines of operations outside of graphs
        are known inside `debugging.explain_gradients()` only; in functions and graphs always.

        Args:
          target: a tensor.
          source: a tensor or a variable.

        Returns:
          A `Why`; print it. Its `cause` is one of

          - "not watched": the tape does not look at the source (or began to too late),
          - "rebound": the source is a tensor that took the place of a variable,
          - "integer dtype": a dtype without gradients on the way,
          - "left the tape": `.numpy()`, `float()` and the like took the value out,
          - "op without gradient", "stop_gradient": what cuts the way,
          - "before the tape", "after the tape", "recording stopped": where the tape did not record;
            "outside the tape" or "not recorded" when it is not known which of these,
          - "not connected": the target was not computed from the source,
          - "tape used": the tape is not persistent, and gave its gradients before,
          - "zero": the gradient is zero, from the operation named on,
          - "connected": there is a gradient, and it is not zero.

          Its `site` is the line in question (or None), `detail` and `fix` are sentences.

        Raises:
          TypeError: `target` or `source` is no tensor or variable.

        >>> x = ef.constant(2.)
        >>> with ef.GradientTape() as tape:
        ...     y = x * x
        >>> tape.why(y, x).cause
        'not watched'
        """
        for what, t in (("target", target), ("source", source)):
            if not isinstance(carrier(t), Tensor) and not hasattr(type(t), "__tf_tensor__"):
                raise errors.make(
                    TypeError, f"the {what} must be one tensor or variable, got {t!r}"
                )
        live, roots, missing = self._spent or (
            self.live, self._roots, set() if self._used_at is False else None
        )  # fmt: skip
        facts = Facts(
            self.number, self.records, self._open, live, roots, self._used_at,
            self._watch_variables, self._log, missing,
        )  # fmt: skip
        return explained(facts, carrier(target), carrier(source))

    def _seeds(self, targets: list[Any], output_gradients: Any) -> dict[int, Any]:
        """The gradients to start from, by tid."""
        given: list[Any] = [None] * len(targets)
        if output_gradients is not None:
            given = _carriers(output_gradients)
        if len(given) != len(targets):
            raise ValueError(
                f"there are {len(targets)} targets but {len(given)} output_gradients; give one each"
            )
        seeds: dict[int, Any] = {}
        for t, g in zip(targets, given, strict=True):
            if not isinstance(t, Tensor) and not hasattr(type(t), "__tf_tensor__"):
                raise errors.make(
                    TypeError,
                    f"the target of a gradient must be a tensor or a nest of tensors, got {t!r}",
                )
            tid = t.tid
            if not tid:
                continue
            if not t.dtype.differentiable:
                logger.warning(
                    "The dtype of the target tensor must be floating (e.g. tf.float32) when "
                    "calling "
                    "GradientTape.gradient, got %r",
                    t.dtype,
                )
                continue
            seed = ones_like(t) if g is None else as_tensor(g, t.dtype)
            seeds[tid] = seeds[tid] + seed if tid in seeds else seed
        return seeds


def _carriers(structure: Any) -> list[Any]:
    """The leaves of a nest, with the part that gradients flow through in place of composites."""
    if isinstance(structure, Tensor):
        return [structure]
    return list(map(carrier, nest.flatten(structure)))
