"""The names of `ef.compat.v1.layers`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.layer_base import InputSpec as InputSpec
    from ...compat.v1.layer_base import Layer as Layer
    from ...compat.v1.layers_conv import Conv1D as Conv1D
    from ...compat.v1.layers_conv import Conv2D as Conv2D
    from ...compat.v1.layers_conv import Conv3D as Conv3D
    from ...compat.v1.layers_conv import conv1d as conv1d
    from ...compat.v1.layers_conv import conv2d as conv2d
    from ...compat.v1.layers_conv import conv3d as conv3d
    from ...compat.v1.layers_conv_more import Conv2DTranspose as Conv2DTranspose
    from ...compat.v1.layers_conv_more import Conv3DTranspose as Conv3DTranspose
    from ...compat.v1.layers_conv_more import SeparableConv1D as SeparableConv1D
    from ...compat.v1.layers_conv_more import SeparableConv2D as SeparableConv2D
    from ...compat.v1.layers_conv_more import conv2d_transpose as conv2d_transpose
    from ...compat.v1.layers_conv_more import conv3d_transpose as conv3d_transpose
    from ...compat.v1.layers_conv_more import separable_conv1d as separable_conv1d
    from ...compat.v1.layers_conv_more import separable_conv2d as separable_conv2d
    from ...compat.v1.layers_core import Dense as Dense
    from ...compat.v1.layers_core import Dropout as Dropout
    from ...compat.v1.layers_core import Flatten as Flatten
    from ...compat.v1.layers_core import dense as dense
    from ...compat.v1.layers_core import dropout as dropout
    from ...compat.v1.layers_core import flatten as flatten
    from ...compat.v1.layers_norm import BatchNormalization as BatchNormalization
    from ...compat.v1.layers_norm import batch_normalization as batch_normalization
    from ...compat.v1.layers_pool import AveragePooling1D as AveragePooling1D
    from ...compat.v1.layers_pool import AveragePooling2D as AveragePooling2D
    from ...compat.v1.layers_pool import AveragePooling3D as AveragePooling3D
    from ...compat.v1.layers_pool import MaxPooling1D as MaxPooling1D
    from ...compat.v1.layers_pool import MaxPooling2D as MaxPooling2D
    from ...compat.v1.layers_pool import MaxPooling3D as MaxPooling3D
    from ...compat.v1.layers_pool import average_pooling1d as average_pooling1d
    from ...compat.v1.layers_pool import average_pooling2d as average_pooling2d
    from ...compat.v1.layers_pool import average_pooling3d as average_pooling3d
    from ...compat.v1.layers_pool import max_pooling1d as max_pooling1d
    from ...compat.v1.layers_pool import max_pooling2d as max_pooling2d
    from ...compat.v1.layers_pool import max_pooling3d as max_pooling3d
else:
    __getattr__, __dir__ = lazily(__name__, {
        "AveragePooling1D": "compat.v1.layers_pool",
        "AveragePooling2D": "compat.v1.layers_pool",
        "AveragePooling3D": "compat.v1.layers_pool",
        "BatchNormalization": "compat.v1.layers_norm",
        "Conv1D": "compat.v1.layers_conv",
        "Conv2D": "compat.v1.layers_conv",
        "Conv2DTranspose": "compat.v1.layers_conv_more",
        "Conv3D": "compat.v1.layers_conv",
        "Conv3DTranspose": "compat.v1.layers_conv_more",
        "Dense": "compat.v1.layers_core",
        "Dropout": "compat.v1.layers_core",
        "Flatten": "compat.v1.layers_core",
        "InputSpec": "compat.v1.layer_base",
        "Layer": "compat.v1.layer_base",
        "MaxPooling1D": "compat.v1.layers_pool",
        "MaxPooling2D": "compat.v1.layers_pool",
        "MaxPooling3D": "compat.v1.layers_pool",
        "SeparableConv1D": "compat.v1.layers_conv_more",
        "SeparableConv2D": "compat.v1.layers_conv_more",
        "average_pooling1d": "compat.v1.layers_pool",
        "average_pooling2d": "compat.v1.layers_pool",
        "average_pooling3d": "compat.v1.layers_pool",
        "batch_normalization": "compat.v1.layers_norm",
        "conv1d": "compat.v1.layers_conv",
        "conv2d": "compat.v1.layers_conv",
        "conv2d_transpose": "compat.v1.layers_conv_more",
        "conv3d": "compat.v1.layers_conv",
        "conv3d_transpose": "compat.v1.layers_conv_more",
        "dense": "compat.v1.layers_core",
        "dropout": "compat.v1.layers_core",
        "flatten": "compat.v1.layers_core",
        "max_pooling1d": "compat.v1.layers_pool",
        "max_pooling2d": "compat.v1.layers_pool",
        "max_pooling3d": "compat.v1.layers_pool",
        "separable_conv1d": "compat.v1.layers_conv_more",
        "separable_conv2d": "compat.v1.layers_conv_more",
    }, ())


__all__ = [  # noqa: RUF022
    "InputSpec",
    "Layer",
    "Conv1D",
    "Conv2D",
    "Conv3D",
    "conv1d",
    "conv2d",
    "conv3d",
    "Conv2DTranspose",
    "Conv3DTranspose",
    "SeparableConv1D",
    "SeparableConv2D",
    "conv2d_transpose",
    "conv3d_transpose",
    "separable_conv1d",
    "separable_conv2d",
    "Dense",
    "Dropout",
    "Flatten",
    "dense",
    "dropout",
    "flatten",
    "BatchNormalization",
    "batch_normalization",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "average_pooling1d",
    "average_pooling2d",
    "average_pooling3d",
    "max_pooling1d",
    "max_pooling2d",
    "max_pooling3d",
]
