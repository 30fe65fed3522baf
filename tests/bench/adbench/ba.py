"""Bundle adjustment: where cameras see points, against where they were measured.

A camera has 11 numbers: a rotation (axis times angle), its centre, the focal length, the principal
point and two coefficients of radial distortion. An observation depends on one camera, one point and
its own weight; the sparse Jacobian is two rows of 11 + 3 + 1 numbers for each, and the derivative
of the error of the weight. Numbers of one kind lie in one row.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .libraries import Library


@dataclass(frozen=True)
class Problem:
    """Cameras, points and observations.

    Args:
      cameras: [11, cameras].
      points: [3, points].
      weights: [N], of observations.
      seen: [2, N], the camera and the point of each.
      measured: [2, N].
    """

    cameras: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    seen: np.ndarray
    measured: np.ndarray

    @staticmethod
    def random(cameras: int, points: int, observations: int) -> "Problem":
        """A problem of a size, always the same."""
        draw = np.random.default_rng(0)
        camera = np.array([-0.8, -1.1, -0.8, 35, 40, 54, 420, 6, -9, 0.09, 0.003])
        near = draw.normal(scale=0.1, size=(11, cameras))
        return Problem(
            camera[:, None] * (1 + near), draw.normal(size=(3, points)),
            draw.random(observations), _seen(cameras, points, observations),
            draw.normal(scale=300, size=(2, observations)),
        )  # fmt: skip

    def prepare(self, library: Library) -> tuple[Any, list[Any]]:
        """The function that computes the blocks of the Jacobian, and its arguments."""
        tf = library.tf
        of_camera, of_point = map(library.tensor, self.seen)
        measured = library.tensor(self.measured)

        def reprojection(camera: Any, point: Any, weight: Any) -> Any:
            turned = _rotated(tf, tf.unstack(camera[:3]), tf.unstack(point - camera[3:6]))
            x, y = turned[0] / turned[2], turned[1] / turned[2]
            r = x * x + y * y
            scale = camera[6] * (1.0 + camera[9] * r + camera[10] * r * r)
            return weight * (tf.stack([x * scale, y * scale]) + camera[7:9] - measured)

        def weight_error(weight: Any) -> Any:
            return tf.reduce_sum(1.0 - weight * weight)

        def blocks(cameras: Any, points: Any, weights: Any) -> list[Any]:
            camera = tf.gather(cameras, of_camera, axis=1)
            point = tf.gather(points, of_point, axis=1)
            found = library.gradients_of_rows(reprojection, [camera, point, weights])
            return [*found, *library.gradient(weight_error, [weights])]

        return blocks, [library.tensor(a) for a in (self.cameras, self.points, self.weights)]

    def derivatives(self, found: list[np.ndarray]) -> np.ndarray:
        """The values of the sparse Jacobian in the order of ADBench."""
        first, second = (np.concatenate([*part[:2], part[2][None]]) for part in
                         (found[:3], found[3:6]))  # fmt: skip
        return np.concatenate([np.stack([first.T, second.T], 1).ravel(), found[6]])


def _rotated(tf: Any, axis: list[Any], point: list[Any]) -> list[Any]:
    """Points turned around an axis by its length, by the formula of Rodrigues."""
    square = _dot(axis, axis)
    turns = square > 0.0
    angle = tf.sqrt(tf.where(turns, square, 1.0))
    cosine, sine = tf.cos(angle), tf.sin(angle)
    unit = [a / angle for a in axis]
    along = _dot(unit, point) * (1.0 - cosine)
    crossed = _cross(axis, point)
    sine = sine / angle
    return [
        tf.where(turns, p * cosine + c * sine + u * along, p + c)
        for p, c, u in zip(point, crossed, unit, strict=True)
    ]


def _dot(a: list[Any], b: list[Any]) -> Any:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: list[Any], b: list[Any]) -> list[Any]:
    pairs = ((1, 2), (2, 0), (0, 1))
    return [a[i] * b[j] - a[j] * b[i] for i, j in pairs]


def _seen(cameras: int, points: int, observations: int) -> np.ndarray:
    each = np.arange(observations)
    return np.stack([each % cameras, each % points])


def read(path: str) -> Problem:
    """A problem from a file of ADBench: one camera, point and observation for all."""
    with open(path) as file:
        n, m, p = map(int, file.readline().split())
        values = np.array(file.read().split(), dtype=np.float64)
    camera, point, weight, measured = np.split(values[:, None], [11, 14, 15])
    return Problem(np.repeat(camera, n, 1), np.repeat(point, m, 1), np.repeat(weight[0], p),
                   _seen(n, m, p), np.repeat(measured, p, 1))  # fmt: skip
