"""`compat.v1.layers`: transposed and separable convolutions."""

from __future__ import annotations

from typing import Any

from ...initializers.v1 import ZerosV1
from ...ops.array import shape as shape_of
from ...ops.arrays.joining import stack
from ...ops.arrays.repeating import pad
from ...ops.arrays.shaping import expand_dims, squeeze
from ...ops.conv.convolution import conv_transpose
from ...ops.conv.depthwise import separable_conv2d as separable
from ...registry import export, export_values
from .layer_base import functional
from .layers_conv import ConvLayer, KernelLayer
from .layers_windows import format_of

_ZEROS = ZerosV1()


class _Transposed(KernelLayer):
    def _kernel_shape(self, depth: int) -> list[int]:
        return [*self.kernel_size, self.filters, depth]

    def _along(self, i: int, size: Any) -> Any:
        if size is None:
            return None
        more = max(self.kernel_size[i] - self.strides[i], 0) if self.padding == "valid" else 0
        return size * self.strides[i] + more

    def call(self, inputs: Any) -> Any:
        """The result of the layer."""
        known, sizes = inputs.shape.as_list(), shape_of(inputs)
        first = self._channel_axis
        at = range(1, self._spatial + 1) if first == -1 else range(2, self._spatial + 2)
        wanted: list[Any] = [sizes[i] if known[i] is None else known[i] for i in (0, *at)]
        axes = [self._along(i, size) for i, size in enumerate(wanted[1:])]
        wanted = wanted[:1]
        wanted += [*axes, self.filters] if first == -1 else [self.filters, *axes]
        y = conv_transpose(
            inputs,
            self.kernel,
            stack(wanted) if any(not isinstance(w, int) for w in wanted) else wanted,
            list(self.strides),
            self.padding.upper(),
            format_of(self.data_format, self._spatial),
        )
        return self._finished(y)


@export("", v1="layers.Conv2DTranspose")
class Conv2DTranspose(_Transposed):
    """The transpose of `Conv2D`: each pixel adds a filter, times its value, to the result.

    Args:
      filters: how many filters there are, the channels of the result.
      kernel_size: sizes of a filter: one number, or one for each axis.
      strides: steps between windows of the result, likewise.
      padding: "valid" for all of the windows, "same" for size times steps.
      data_format: "channels_last" or "channels_first".
      activation: a function of the result, or the name of one; none when left out.
      use_bias: whether there is a bias.
      kernel_initializer: makes the filters at the start; that of the variable scope when left out,
        else Glorot's uniform one.
      bias_initializer: makes the bias at the start.
      kernel_regularizer: a function from the filters to a loss.
      bias_regularizer: likewise for the bias.
      activity_regularizer: likewise for the result; the loss is divided by the size of the batch.
      kernel_constraint: a function from new filters to those to keep, called by optimizers.
      bias_constraint: likewise for the bias.
      trainable: whether optimizers change the variables by default.
      name: name of the variable scope.
      **kwargs: those of `Layer`.

    >>> layer = ef.compat.v1.layers.Conv2DTranspose(5, 3, 2, "same")
    >>> layer(ef.ones([1, 4, 4, 2])).shape
    TensorShape([1, 8, 8, 5])
    """

    _spatial = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, 1, activation, use_bias,
            bias_initializer, bias_regularizer, bias_constraint, activity_regularizer, trainable,
            name, kernel_initializer=kernel_initializer, kernel_regularizer=kernel_regularizer,
            kernel_constraint=kernel_constraint, **kwargs,
        )  # fmt: skip


@export("", v1="layers.Conv3DTranspose")
class Conv3DTranspose(_Transposed):
    """The transpose of `Conv3D`; see `Conv2DTranspose`."""

    _spatial = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, 1, activation, use_bias,
            bias_initializer, bias_regularizer, bias_constraint, activity_regularizer, trainable,
            name, kernel_initializer=kernel_initializer, kernel_regularizer=kernel_regularizer,
            kernel_constraint=kernel_constraint, **kwargs,
        )  # fmt: skip


class _Separable(ConvLayer):
    def __init__(
        self, *args: Any, depth_multiplier: int, depthwise: tuple[Any, Any, Any],
        pointwise: tuple[Any, Any, Any], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.depth_multiplier = depth_multiplier
        # initializer, regularizer, constraint
        self._depthwise = depthwise
        self._pointwise = pointwise
        self.depthwise_kernel: Any = None
        self.pointwise_kernel: Any = None

    def build(self, input_shape: Any) -> None:
        """Make both kernels and the bias."""
        depth = self._depth(input_shape)
        many = self.depth_multiplier * depth
        ones = (1,) * self._spatial
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", [*self.kernel_size, depth, self.depth_multiplier],
            None, *self._depthwise[:2], None, self._depthwise[2],
        )  # fmt: skip
        self.pointwise_kernel = self.add_weight(
            "pointwise_kernel", [*ones, many, self.filters],
            None, *self._pointwise[:2], None, self._pointwise[2],
        )  # fmt: skip
        self._add_bias()

    def _four(self, steps: tuple[int, ...]) -> list[int]:
        return [1, *steps, 1] if self.data_format == "channels_last" else [1, 1, *steps]


@export("", v1="layers.SeparableConv1D")
class SeparableConv1D(_Separable):
    """Slide filters over each channel of sequences, then mix channels; see `SeparableConv2D`."""

    _spatial = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, bias_initializer, bias_regularizer, bias_constraint, activity_regularizer,
            trainable, name, depth_multiplier=depth_multiplier,
            depthwise=(depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            pointwise=(pointwise_initializer, pointwise_regularizer, pointwise_constraint),
            **kwargs,
        )  # fmt: skip

    def call(self, inputs: Any) -> Any:
        """The result of the layer."""
        padding, at = self.padding, 1 if self.data_format == "channels_last" else 2
        if padding == "causal":
            before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
            inputs = pad(inputs, [[before, 0] if i == at else [0, 0] for i in range(3)])
            padding = "valid"
        # Images of one row: only the size of the step along it counts.
        y = separable(
            expand_dims(inputs, at),
            expand_dims(self.depthwise_kernel, 0),
            expand_dims(self.pointwise_kernel, 0),
            self._four(self.strides * 2),
            padding.upper(),
            format_of(self.data_format, 2),
            list(self.dilation_rate) * 2,
        )
        return self._finished(squeeze(y, [at]))


@export("", v1="layers.SeparableConv2D")
class SeparableConv2D(_Separable):
    """Slide filters over each channel of images, then mix the channels of each pixel.

    Args:
      filters: the channels of the result.
      kernel_size: sizes of a filter: one number, or one for each axis.
      strides: steps between windows, likewise; the same along both axes.
      padding: "valid" for windows inside the input, "same" for as many as steps fit into it.
      data_format: "channels_last" or "channels_first".
      dilation_rate: steps between the taps of a filter, likewise.
      depth_multiplier: filters for each channel.
      activation: a function of the result, or the name of one; none when left out.
      use_bias: whether there is a bias.
      depthwise_initializer: makes the filters at the start.
      pointwise_initializer: makes the matrix that mixes channels.
      bias_initializer: makes the bias.
      depthwise_regularizer: a function from the filters to a loss.
      pointwise_regularizer: likewise for the matrix.
      bias_regularizer: likewise for the bias.
      activity_regularizer: likewise for the result; the loss is divided by the size of the batch.
      depthwise_constraint: a function from new filters to those to keep, called by optimizers.
      pointwise_constraint: likewise for the matrix.
      bias_constraint: likewise for the bias.
      trainable: whether optimizers change the variables by default.
      name: name of the variable scope.
      **kwargs: those of `Layer`.
    """

    _spatial = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str = "channels_last",
        dilation_rate: Any = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = _ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, activation,
            use_bias, bias_initializer, bias_regularizer, bias_constraint, activity_regularizer,
            trainable, name, depth_multiplier=depth_multiplier,
            depthwise=(depthwise_initializer, depthwise_regularizer, depthwise_constraint),
            pointwise=(pointwise_initializer, pointwise_regularizer, pointwise_constraint),
            **kwargs,
        )  # fmt: skip

    def call(self, inputs: Any) -> Any:
        """The result of the layer."""
        y = separable(
            inputs,
            self.depthwise_kernel,
            self.pointwise_kernel,
            self._four(self.strides),
            self.padding.upper(),
            format_of(self.data_format, 2),
            list(self.dilation_rate),
        )
        return self._finished(y)


_UPWARDS = "The transpose of a convolution."
_SEPARATE = "Slide filters over each channel, then mix channels."
conv2d_transpose = functional(Conv2DTranspose, "conv2d_transpose", __name__, _UPWARDS)
conv3d_transpose = functional(Conv3DTranspose, "conv3d_transpose", __name__, _UPWARDS)
separable_conv1d = functional(SeparableConv1D, "separable_conv1d", __name__, _SEPARATE)
separable_conv2d = functional(SeparableConv2D, "separable_conv2d", __name__, _SEPARATE)
export_values(
    __name__,
    "",
    v1="layers.conv2d_transpose layers.conv3d_transpose layers.separable_conv1d"
    " layers.separable_conv2d",
)
