"""What optimizers with the interface of Keras 3 share."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from .. import errors, naming, nest
from ..autodiff.tape import GradientTape
from ..core import mode
from ..core.convert import is_tensor_like
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import DType, float32, int64
from ..graph.gradients import gradients
from ..graph.ordering import init_scope
from ..ops.array import convert_to_tensor, zeros, zeros_like
from ..ops.arrays.selection import where
from ..ops.arrays.slices import IndexedSlices
from ..ops.casting import cast
from ..ops.elementwise.comparison import equal, not_equal
from ..registry import export
from ..variables.deferred import noticed
from ..variables.home import current_builder, current_home
from ..variables.kinds import bare
from ..variables.names import NameScope
from ..variables.variable import Variable
from . import clipping, rows, rules


@export("optimizers.Optimizer")
class Optimizer:
    """Base of optimizers; a subclass says in `update_step` how a gradient changes a variable.

    Args:
      learning_rate: a number, a variable, or a function (of the number of steps done, or of
        nothing) that gives the rate.
      weight_decay: part of the rate by which variables shrink in every step.
      clipnorm: greatest norm of each gradient.
      clipvalue: greatest absolute value in gradients.
      global_clipnorm: greatest norm of all gradients together.
      use_ema: keep moving averages of the variables.
      ema_momentum: weight of the old average.
      ema_overwrite_frequency: number of steps after which variables are set to their averages.
      loss_scale_factor: what gradients are divided by; `scale_loss` multiplies the loss.
      gradient_accumulation_steps: number of steps whose gradients are averaged for one update.
      name: scope of the optimizer's variables.

    Raises:
      ValueError: an argument is out of its range, or more than one kind of clipping is asked for.
    """

    def __init__(
        self,
        learning_rate: Any,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
    ) -> None:
        if sum(c is not None for c in (clipnorm, clipvalue, global_clipnorm)) > 1:
            raise ValueError(
                "Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. Received: "
                f"clipnorm={clipnorm}, clipvalue={clipvalue}, global_clipnorm={global_clipnorm}"
            )
        if gradient_accumulation_steps is not None and gradient_accumulation_steps < 2:
            raise ValueError(
                "`gradient_accumulation_steps` must be an integer >= 2. Received: "
                f"gradient_accumulation_steps={gradient_accumulation_steps}"
            )
        if not 0 <= ema_momentum <= 1:
            raise ValueError(
                f"`ema_momentum` must be in the range [0, 1]. Received: ema_momentum={ema_momentum}"
            )
        if ema_overwrite_frequency is not None and ema_overwrite_frequency < 1:
            raise ValueError(
                "`ema_overwrite_frequency` must be an integer >= 1 or None. Received: "
                f"ema_overwrite_frequency={ema_overwrite_frequency}"
            )
        self.name = name or current_home().names.unique(type(self).__name__.lower())
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.built = False
        self._variables: list[Variable] = []
        self._trainable: list[Any] = []
        self._index: dict[int, int] = {}  # number of a variable -> its position
        self._averages: list[Variable] = []
        self._accumulators: list[Variable] = []
        self._gate: Any = None  # a bool tensor: whether assignments are to change anything
        self._written: list[Any] = []
        self._iterations = self._own(0, int64, "iteration")
        self._learning_rate = self._as_rate(learning_rate)

    # ------------------------------------------------------------------ its variables

    def _own(self, initial: Any, dtype: DType, name: str) -> Variable:
        """A variable of the optimizer, which any trace of a function may make."""
        with init_scope(), naming.entered(f"{self.name}/"):
            made = Variable(initial, trainable=False, name=name, dtype=dtype)
        self._variables.append(made)
        noticed(self)
        return made

    def _checkpoint_parts(self) -> dict[str, Any]:
        """What `train.Checkpoint` saves: the optimizer's own variables."""
        return {
            "_variables": self._variables,
            "_iterations": self._iterations,
            "_learning_rate": getattr(self, "_learning_rate", None),
        }

    def add_variable_from_reference(
        self, reference_variable: Any, name: str | None = None, initializer: str = "zeros"
    ) -> Variable:
        """A variable of the optimizer with the shape and dtype of another one.

        Args:
          reference_variable: the other one.
          name: what it is for.
          initializer: `zeros`, or a function of shape and dtype.
        """
        shape, dtype = reference_variable.shape, reference_variable.dtype
        make: Callable[..., Any] = initializer if callable(initializer) else zeros
        short = reference_variable.name.partition(":")[0].replace("/", "_")
        return self._own(lambda: make(shape, dtype=dtype), dtype, f"{short}_{name or 'var'}")

    def build(self, variables: Sequence[Any]) -> None:
        """Make the variables that the optimizer keeps for those that it trains.

        Args:
          variables: all variables that it will train.
        """
        variables = list(map(bare, variables))
        if self.use_ema:
            self._averages = [self.add_variable_from_reference(v, "average") for v in variables]
        if self.gradient_accumulation_steps:
            self._accumulators = [
                self.add_variable_from_reference(v, "gradient_accumulator") for v in variables
            ]
        self._trainable = variables
        self._index = {v.tid: i for i, v in enumerate(variables)}
        self.built = True

    def _position(self, variable: Any) -> int:
        return self._index[variable.tid]

    @property
    def variables(self) -> list[Variable]:
        """The variables of the optimizer itself: number of steps, rate, averages and the like."""
        return list(self._variables)

    @property
    def iterations(self) -> Any:
        """The number of updates done."""
        if self.gradient_accumulation_steps:
            return self._iterations // self.gradient_accumulation_steps
        return self._iterations

    # ------------------------------------------------------------------ the rate

    def _as_rate(self, rate: Any) -> Any:
        if callable(rate) or isinstance(rate, Variable):
            return rate
        if not isinstance(rate, (int, float)) and not hasattr(rate, "dtype"):
            raise ValueError(
                "Argument `learning_rate` should be float, or an instance of LearningRateSchedule, "
                "or a callable (that takes in the current iteration value and returns the "
                f"corresponding learning rate value). Received instead: learning_rate={rate}"
            )
        return self._own(rate, float32, "learning_rate")

    @property
    def learning_rate(self) -> Any:
        """The rate now: the variable that keeps it, or what its function gives."""
        rate = self._learning_rate
        if not callable(rate):
            return rate
        return rate(self._iterations) if _takes_step(rate) else rate()

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        if callable(rate) or isinstance(rate, Variable):
            self._learning_rate = rate
        elif isinstance(self._learning_rate, Variable):
            self._learning_rate.assign(rate)
        else:
            raise TypeError(
                "This optimizer was created with a function as its `learning_rate`, hence its "
                "learning rate is not settable. Make the optimizer with a number instead."
            )

    # ------------------------------------------------------------------ steps

    def minimize(self, loss: Any, var_list: Any, tape: GradientTape | None = None) -> Any:
        """Compute the gradients of a loss and apply them.

        Args:
          loss: a function without arguments, or a tensor that `tape` has recorded or that belongs
            to the graph being built.
          var_list: the variables to change, or a function that gives them after the loss.
          tape: the tape that recorded a loss given as a tensor.

        Returns:
          See `apply_gradients`.

        >>> w = ef.Variable(1.)
        >>> opt = ef.optimizers.SGD(0.5)
        >>> _ = opt.minimize(lambda: w * w, [w])
        >>> w.numpy()
        np.float32(0.0)
        """
        if callable(loss):
            with GradientTape() as tape:
                if not callable(var_list):
                    tape.watch(var_list)
                loss = self.scale_loss(loss())
            var_list = var_list() if callable(var_list) else var_list
        else:
            var_list = var_list() if callable(var_list) else var_list
            if tape is None and current_builder() is None:
                raise ValueError(
                    "`tape` is required when a `Tensor` loss is passed. Received: "
                    f"loss={loss}, tape={tape}."
                )
            if self.loss_scale_factor is not None and tape is not None:
                with tape:
                    loss = self.scale_loss(loss)
            else:
                loss = self.scale_loss(loss)
        flat = nest.flatten(var_list)
        grads = gradients(loss, flat) if tape is None else tape.gradient(loss, flat)
        return self.apply_gradients(zip(grads, flat, strict=True))

    def scale_loss(self, loss: Any) -> Any:
        """The loss times `loss_scale_factor`, which gradients are divided by later."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Any]]) -> Any:
        """Change variables by their gradients.

        Args:
          grads_and_vars: pairs of a gradient and a variable. Variables whose gradient is None are
            left alone, with a warning. No pair at all is no step.

        Returns:
          The variable that counts the steps; in a 1.x graph the operation that does the update.

        Raises:
          ValueError: all gradients are None, or there is a variable that was not there in the first
            step.

        >>> w = ef.Variable([1., 2.])
        >>> opt = ef.optimizers.SGD(learning_rate=0.5)
        >>> opt.apply_gradients([(ef.constant([2., 2.]), w)]).numpy()
        np.int64(1)
        >>> w.numpy()
        array([0., 1.], dtype=float32)
        """
        pairs = list(grads_and_vars)
        if not pairs:  # a model of Keras has no variables before its first call
            return self._iterations
        done = self.apply([g for g, _ in pairs], [v for _, v in pairs])
        return self._iterations if done is None else done

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> Any:
        """Change variables by their gradients; see `apply_gradients`.

        Args:
          grads: a gradient, or None, for each variable.
          trainable_variables: the variables; those of `build` when left out.

        Returns:
          None, or in a 1.x graph the operation that does the update.
        """
        variables = self._known(grads, trainable_variables)
        builder = current_builder()
        with mode.entered(mode.make(mode.snapshot().builder, ())), NameScope(self.name) as scope:
            grads, variables = _without_missing(list(grads), variables)
            self._step([_as_gradient(g) for g in grads], variables)
            written, self._written = self._written, []
            if builder is None or builder.is_function:
                return None
            return builder.group(written, f"{scope}apply/")

    def _known(self, grads: Sequence[Any], variables: Sequence[Any] | None) -> list[Any]:
        """The variables to change, all of them known from `build`."""
        if variables is None:
            if not self.built:
                raise ValueError(
                    "When passing `grads` without `variables`, the optimizer must already be built "
                    "on a list of variables. Call `optimizer.build(trainable_variables)` first."
                )
            variables = self._trainable
        if len(grads) != len(variables):
            raise ValueError(f"There are {len(grads)} gradients for {len(variables)} variables.")
        if not self.built:
            self.build(variables)
        for v in variables:
            if v.tid not in self._index:
                raise ValueError(
                    f"Unknown variable: {v}. This optimizer can only be called for the variables "
                    "it was originally built with. When working with a new set of variables, you "
                    "should recreate a new optimizer instance."
                )
        return list(map(bare, variables))

    def _step(self, grads: list[Any], variables: list[Any]) -> None:
        if self.loss_scale_factor is not None:
            grads = [rows.with_values(g, lambda x: x / self.loss_scale_factor) for g in grads]
        steps = self.gradient_accumulation_steps
        if steps:
            sums = [self._accumulators[self._position(v)] for v in variables]
            totals = [as_tensor(g) + s for g, s in zip(grads, sums, strict=True)]
            self._gate = equal((self._iterations + 1) % steps, 0)
            self._update([t / steps for t in totals], variables)
            gate, self._gate = self._gate, None
            for s, t in zip(sums, totals, strict=True):
                self.assign(s, where(gate, zeros_like(t), t))
        else:
            self._update(grads, variables)
        if self.use_ema:
            self._average()
        for v in variables:
            if v.constraint is not None:
                self.assign(v, v.constraint(v))
        self.assign_add(self._iterations, 1)

    def _update(self, grads: list[Any], variables: list[Any]) -> None:
        grads = self._clipped(grads)
        rates = self._rates({v.dtype for v in variables})
        if self.weight_decay is not None:
            decay = rules.single(self.weight_decay)
            for v in variables:
                self.assign(v, v - v * decay * rates[v.dtype])
        rates = {dtype: self.corrected(rate) for dtype, rate in rates.items()}
        for g, v in zip(grads, variables, strict=True):
            if g.dtype is not v.dtype:
                g = rows.with_values(g, partial(cast, dtype=v.dtype))
            step: Any = self.update_rows if isinstance(g, IndexedSlices) else self.update_step
            step(g, v, rates[v.dtype])

    def _rates(self, dtypes: Iterable[DType]) -> dict[DType, Tensor]:
        """The rate now, in each of the dtypes."""
        rate = self.learning_rate
        if not is_tensor_like(rate):
            return {d: convert_to_tensor(rate, d) for d in dtypes}
        return {d: cast(rate, d) for d in dtypes}

    def corrected(self, learning_rate: Any) -> Any:
        """The rate that `update_step` is given in this step, for the one that was set."""
        return learning_rate

    def _clipped(self, grads: list[Any]) -> list[Any]:
        if self.clipnorm:
            return [clipping.clipped_to_norm(g, self.clipnorm) for g in grads]
        if self.global_clipnorm:
            return clipping.clipped_together(grads, self.global_clipnorm)
        if self.clipvalue:
            return [clipping.clipped_to_range(g, self.clipvalue) for g in grads]
        return grads

    def _average(self) -> None:
        """Bring the moving averages up to date, and set the variables to them when it is time."""
        steps = as_tensor(self.iterations)
        for v, average in zip(self._trainable, self._averages, strict=True):
            weight = cast(not_equal(steps, 0), v.dtype) * self.ema_momentum
            mean = weight * average + (1.0 - weight) * v
            self.assign(average, mean)
            if self.ema_overwrite_frequency:
                now = equal((steps + 1) % self.ema_overwrite_frequency, 0)
                self.assign(v, where(now, mean, v))

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Set the variables to their moving averages, if the optimizer keeps them."""
        if self.use_ema:
            for v in var_list:
                v.assign(self._averages[self._position(v)])

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change a variable by its gradient, with `assign`, `assign_add` and `assign_sub`.

        Args:
          gradient: a tensor of the variable's dtype.
          variable: the variable.
          learning_rate: the rate as a tensor of the variable's dtype, as `corrected` gives it.
        """
        raise NotImplementedError

    def update_rows(self, gradient: IndexedSlices, variable: Any, learning_rate: Any) -> None:
        """Change a variable by a gradient that has values for some of its rows.

        A subclass overrides it where it can do with these rows; here the others become zeros.

        Args:
          gradient: slices of the variable's dtype, one for each index.
          variable: the variable.
          learning_rate: as for `update_step`.
        """
        self.update_step(as_tensor(gradient), variable, learning_rate)

    def assign(self, variable: Any, value: Any) -> None:
        """Change a variable of the optimizer or one that it trains."""
        if self._gate is not None:
            value = where(self._gate, value, variable)
        self._written.append(variable.assign(value, read_value=False))

    def assign_add(self, variable: Any, value: Any) -> None:
        """Add to a variable of the optimizer or to one that it trains."""
        if self._gate is not None:
            self.assign(variable, variable + value)
        else:
            self._written.append(variable.assign_add(value, read_value=False))

    def assign_sub(self, variable: Any, value: Any) -> None:
        """Subtract from a variable of the optimizer or from one that it trains."""
        if self._gate is not None:
            self.assign(variable, variable - value)
        else:
            self._written.append(variable.assign_sub(value, read_value=False))

    def add_rows(self, variable: Any, slices: IndexedSlices) -> None:
        """Add slices to a variable of the optimizer or to one that it trains."""
        self._written.append(variable.change_rows("Add", slices, read_value=False))

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the variables of the optimizer, in the order of `variables`."""
        for v, w in zip(self._variables, weights, strict=True):
            v.assign(w)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an optimizer like this one is made."""
        rate = self._learning_rate
        if isinstance(rate, Variable) and rate.cell is not None:
            rate = float(rate)
        return {
            "name": self.name,
            "learning_rate": rate,
            "weight_decay": self.weight_decay,
            "clipnorm": self.clipnorm,
            "global_clipnorm": self.global_clipnorm,
            "clipvalue": self.clipvalue,
            "use_ema": self.use_ema,
            "ema_momentum": self.ema_momentum,
            "ema_overwrite_frequency": self.ema_overwrite_frequency,
            "loss_scale_factor": self.loss_scale_factor,
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An optimizer made with the arguments that `get_config` gives."""
        return cls(**config)


def _as_gradient(value: Any) -> Any:
    """A gradient as a tensor, or as slices with one for each index."""
    return rows.summed(value) if isinstance(value, IndexedSlices) else convert_to_tensor(value)


def _takes_step(rate: Callable[..., Any]) -> bool:
    """True when a schedule wants the number of steps."""
    try:
        parameters = inspect.signature(rate).parameters.values()
    except (TypeError, ValueError):
        return True
    open_ended = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return any(p.default is p.empty and p.kind not in open_ended for p in parameters)


def _without_missing(grads: list[Any], variables: list[Any]) -> tuple[list[Any], list[Any]]:
    """Gradients and variables without those whose gradient is None.

    Raises:
      ValueError: all gradients are None.
    """
    missing = [v.name for g, v in zip(grads, variables, strict=True) if g is None]
    if len(missing) == len(grads):
        raise errors.make(
            ValueError,
            "No gradients provided for any variable.",
            operands=[f"variable '{name}'" for name in missing[:10]],
            cause="the loss does not depend on them: it was computed outside the tape, or from "
            "values that left it (.numpy(), float())",
        )
    if missing:
        warnings.warn(
            f"Gradients do not exist for variables {missing} when minimizing the loss.",
            stacklevel=4,
        )
        kept = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
        return [g for g, _ in kept], [v for _, v in kept]
    return grads, variables
