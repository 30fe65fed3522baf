"""`compat.v1.layers`: batch normalisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import bfloat16, float16, float32
from ...graph.cond import cond
from ...initializers.v1 import OnesV1, ZerosV1
from ...ops.array import ones, ones_like, stop_gradient, zeros, zeros_like
from ...ops.array import shape as shape_of
from ...ops.arrays.selection import where
from ...ops.arrays.shaping import reshape
from ...ops.casting import cast
from ...ops.elementwise.magnitude import maximum, minimum
from ...ops.elementwise.powers import sqrt, square
from ...ops.nn.activation import relu
from ...ops.nn.batch_norm import fused_batch_norm
from ...ops.nn.normalization import batch_normalization as normalized
from ...ops.nn.normalization import moments
from ...optimizers.moving_average import assign_moving_average
from ...optimizers.v1_base import after
from ...registry import export
from .layer_base import InputSpec, Layer
from .layers_core import is_training

_ZEROS, _ONES = ZerosV1(), OnesV1()
_FORMATS = {(4, 1): "NCHW", (4, 3): "NHWC", (5, 1): "NCDHW", (5, 4): "NDHWC"}


@export("", v1="layers.BatchNormalization")
class BatchNormalization(Layer):
    """Give each channel mean `beta` and standard deviation `gamma`.

    S. Ioffe and C. Szegedy, "Batch normalization" (ICML 2015). In training these are those of the
    batch, and moving averages are kept of them; otherwise the averages are used. In a 1.x graph the
    averages move when the operations in the collection UPDATE_OPS run:

        updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
        with tf.control_dependencies(updates):
            train = optimizer.minimize(loss)

    In eager code and in functions they move at once.

    Args:
      axis: the axis of the channels, or a list of axes.
      momentum: weight of the old average.
      epsilon: added to the variance.
      center: whether there is a `beta`.
      scale: whether there is a `gamma`.
      beta_initializer: makes `beta` at the start.
      gamma_initializer: makes `gamma`.
      moving_mean_initializer: makes the average of means.
      moving_variance_initializer: makes the average of variances.
      beta_regularizer: a function from `beta` to a loss.
      gamma_regularizer: likewise for `gamma`.
      beta_constraint: a function from a new `beta` to the one to keep, called by optimizers.
      gamma_constraint: likewise for `gamma`.
      renorm: in training, too, normalise by averages of their own: S. Ioffe, "Batch
        renormalization" (2017).
      renorm_clipping: a dict with bounds of the correction for that: `rmin`, `rmax`, `dmax`.
      renorm_momentum: weight of the old averages for that.
      fused: False never uses the kernel for images; it differs in rounding, and in that averages
        get the variance with n - 1 in its denominator.
      trainable: whether optimizers change `beta` and `gamma` by default.
      virtual_batch_size: not supported, None.
      adjustment: in training, a function from the shape of the input to a factor and a summand that
        are applied to the normalised input first.
      name: name of the variable scope.
      **kwargs: those of `Layer`.

    Raises:
      NotImplementedError: `virtual_batch_size` is asked for.
      ValueError: an axis is out of range, or its size is not known.

    >>> layer = ef.compat.v1.layers.BatchNormalization(epsilon=0.)
    >>> layer(ef.constant([[1.], [3.]]), training=True).numpy().ravel()
    array([-1.,  1.], dtype=float32)
    >>> layer.moving_mean.numpy()
    array([0.02], dtype=float32)
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: Any = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = _ZEROS,
        gamma_initializer: Any = _ONES,
        moving_mean_initializer: Any = _ZEROS,
        moving_variance_initializer: Any = _ONES,
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: Any = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Callable[[Any], Any] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable, name, **kwargs)
        if virtual_batch_size is not None:
            raise errors.make(
                NotImplementedError,
                "batch normalization with virtual_batch_size is not supported",
            )
        clipping = dict(renorm_clipping or {})
        if renorm and set(clipping) - {"rmax", "rmin", "dmax"}:
            raise errors.make(
                ValueError,
                f"Received invalid keys for `renorm_clipping` argument: {clipping}. Supported "
                "values: rmax, rmin, dmax.",
            )
        self.renorm = renorm
        self.renorm_clipping = clipping
        self.renorm_momentum = renorm_momentum
        self.axis: Any = list(axis) if isinstance(axis, list | tuple) else axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.fused = fused
        self.adjustment = adjustment
        # initializer, regularizer, constraint; False where there is none
        self._beta_parts = center and (beta_initializer, beta_regularizer, beta_constraint)
        self._gamma_parts = scale and (gamma_initializer, gamma_regularizer, gamma_constraint)
        self._moving_initializers = (moving_mean_initializer, moving_variance_initializer)
        self.beta: Any = None
        self.gamma: Any = None
        self.moving_mean: Any = None
        self.moving_variance: Any = None
        # With `renorm`: the average deviation, and the averages that a batch is compared with.
        self.moving_stddev: Any = None
        self.renorm_mean: Any = None
        self.renorm_stddev: Any = None
        self._axes: list[int] = []
        self._format: str | None = None

    def build(self, input_shape: Any) -> None:
        """Make `gamma`, `beta` and the averages."""
        rank = input_shape.rank
        given = self.axis if isinstance(self.axis, list) else [self.axis]
        self._axes = [a + rank if a < 0 else a for a in given]
        if any(not 0 <= a < rank for a in self._axes) or len(set(self._axes)) != len(self._axes):
            raise errors.make(
                ValueError, f"Invalid value for `axis` argument: {self.axis}, for rank {rank}"
            )
        sizes = input_shape.as_list()
        if any(sizes[a] is None for a in self._axes):
            raise errors.make(
                ValueError,
                f"Input has undefined `axis` dimension. Received input with shape {tuple(sizes)} "
                f"and axis={tuple(self._axes)}",
            )
        self.axis = self._axes
        self.input_spec = InputSpec(ndim=rank, axes={a: sizes[a] for a in self._axes})
        plain = self.fused is False or self.adjustment is not None or self.renorm
        if not plain and len(self._axes) == 1:
            self._format = _FORMATS.get((rank, self._axes[0]))
        self.fused = self._format is not None
        one = len(self._axes) == 1
        shape = [s if i in self._axes else 1 for i, s in enumerate(sizes)]
        self._make([sizes[self._axes[0]]] if one else shape)

    def _make(self, shape: list[int]) -> None:
        kind = float32 if self.dtype in (float16, bfloat16) else self.dtype
        for name, parts in (("gamma", self._gamma_parts), ("beta", self._beta_parts)):
            if parts:
                start, regularizer, constraint = parts
                made = self.add_weight(name, shape, kind, start, regularizer, True, constraint)
                setattr(self, name, made)
        mean, variance = self._moving_initializers

        def deviation(*args: Any, **kwargs: Any) -> Any:
            return sqrt(variance(*args, **kwargs))

        starts = {"moving_mean": mean, "moving_variance": variance}
        if self.renorm:
            starts |= {"moving_stddev": deviation, "renorm_mean": mean, "renorm_stddev": deviation}
        for name, start in starts.items():
            setattr(self, name, self.add_weight(name, shape, kind, start, trainable=False))

    def call(self, inputs: Any, training: Any = False) -> Any:
        """The normalised input.

        Args:
          inputs: the input.
          training: whether to use mean and variance of the batch, and move the averages: a bool, or
            a bool tensor such as a placeholder.
        """
        now = is_training(training)
        how = self._fused if self._format is not None else self._plain
        if now is not None:
            y, mean, variance = how(inputs, now)
        else:
            y, mean, variance = cond(
                as_tensor(training), lambda: how(inputs, True), lambda: how(inputs, False)
            )
        if now is not False:
            with after(getattr(y, "op", None)):  # which looks at the averages first
                self._move(mean, variance, True if now else as_tensor(training))
        return y

    def _move(self, mean: Any, variance: Any, training: Any) -> None:
        """Take a batch into the averages, if `training` is true."""

        def weight(momentum: Any) -> Any:
            # An average of itself with weight 1 does not move.
            return momentum if training is True else where(training, momentum, 1.0)

        decay = weight(self.momentum)
        if not self.renorm:
            for average, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
                self.add_update(assign_moving_average(average, value, decay))
            return
        deviation, other = sqrt(variance + self.epsilon), weight(self.renorm_momentum)
        first = assign_moving_average(self.renorm_mean, mean, other)
        second = assign_moving_average(self.renorm_stddev, deviation, other)
        with after(*(getattr(u, "op", None) for u in (first, second))):
            self.add_update(assign_moving_average(self.moving_mean, mean, decay))
            moved = assign_moving_average(self.moving_stddev, deviation, decay)
            new = relu(square(as_tensor(moved)) - self.epsilon)
            old = as_tensor(self.moving_variance)
            new = new if training is True else where(training, new, old)
            self.add_update(self.moving_variance.assign(new))

    def _fused(self, inputs: Any, training: bool) -> tuple[Tensor, Tensor, Tensor]:
        shape, kind = self.moving_mean.shape, self.moving_mean.dtype
        gamma = ones(shape, kind) if self.gamma is None else self.gamma
        beta = zeros(shape, kind) if self.beta is None else self.beta
        mean, variance = self.moving_mean, self.moving_variance
        form = self._format or "NHWC"
        if training:
            mean = variance = None
        return fused_batch_norm(inputs, gamma, beta, mean, variance, self.epsilon, form, training)

    def _corrections(self, mean: Any, variance: Any) -> tuple[Tensor, Tensor]:
        """What makes of a batch normalised by itself one normalised by the averages, but clipped.

        S. Ioffe, "Batch renormalization" (2017), algorithm 1.
        """
        lowest, highest, furthest = (self.renorm_clipping.get(k) for k in ("rmin", "rmax", "dmax"))
        deviation = maximum(as_tensor(self.renorm_stddev), self.epsilon**0.5)
        r = sqrt(variance + self.epsilon) / deviation
        d = (mean - as_tensor(self.renorm_mean)) / deviation
        if lowest is not None:
            r = maximum(r, lowest)
        if highest is not None:
            r = minimum(r, highest)
        if furthest is not None:
            d = minimum(maximum(d, -furthest), furthest)
        return r, d

    def _plain(self, inputs: Any, training: bool) -> tuple[Tensor, Tensor, Tensor]:
        rank, kind = inputs.shape.rank, inputs.dtype
        x = cast(inputs, self.moving_mean.dtype)
        others = [i for i in range(rank) if i not in self._axes]

        def spread(v: Any) -> Any:
            if v is None or len(v.shape) == rank or others == list(range(rank - 1)):
                return v
            return reshape(v, [-1 if i in self._axes else 1 for i in range(rank)])

        mean, variance = as_tensor(self.moving_mean), as_tensor(self.moving_variance)
        scale, offset = spread(self.gamma), spread(self.beta)
        if training:
            mean, variance = moments(x, others, keepdims=len(self._axes) > 1)
            if self.adjustment is not None:
                factor, more = self.adjustment(shape_of(inputs))
                first = ones_like(factor) if scale is None else scale
                last = zeros_like(more) if offset is None else offset
                scale, offset = factor * first, more * first + last
            if self.renorm:
                factor, more = (spread(stop_gradient(v)) for v in self._corrections(mean, variance))
                first = ones_like(factor) if scale is None else scale
                last = zeros_like(more) if offset is None else offset
                scale, offset = factor * first, more * first + last
        y = normalized(x, spread(mean), spread(variance), offset, scale, self.epsilon)
        return cast(y, kind), mean, variance


@export("", v1="layers.batch_normalization")
def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: Any = 0.99,
    epsilon: float = 0.001,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = _ZEROS,
    gamma_initializer: Any = _ONES,
    moving_mean_initializer: Any = _ZEROS,
    moving_variance_initializer: Any = _ONES,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: Any = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Callable[[Any], Any] | None = None,
) -> Any:
    """Give each channel mean `beta` and standard deviation `gamma`; see `BatchNormalization`.

    Args:
      inputs: a floating tensor.
      training: whether to use mean and variance of the batch, and move the averages: a bool, or a
        bool tensor such as a placeholder.
      reuse: True to use the variables of an earlier call with the same name.
      others: see `BatchNormalization`.

    Returns:
      A tensor like `inputs`.
    """
    layer = BatchNormalization(
        axis, momentum, epsilon, center, scale, beta_initializer, gamma_initializer,
        moving_mean_initializer, moving_variance_initializer, beta_regularizer, gamma_regularizer,
        beta_constraint, gamma_constraint, renorm, renorm_clipping, renorm_momentum, fused,
        trainable, virtual_batch_size, adjustment, name, _reuse=reuse, _scope=name,
    )  # fmt: skip
    return layer(inputs, training=training)
