"""Hand tracking: the distance between measured points and a hand in a pose.

A hand is a mesh on a skeleton of 22 bones. Its pose has 26 parameters: the rotation (axis times
angle) and translation of all of it, and four angles for each finger. In the simple variant a point
belongs to a vertex; in the complicated one to a place on a triangle, given by two coordinates,
which are parameters too. Each pair of these acts on one point only, so that two columns hold the
derivatives of all: those with respect to a shift of all places.
"""

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from .libraries import Library

BONES, POSE, FINGERS = 22, 26, 5


@dataclass(frozen=True)
class Model:
    """A hand at rest.

    Args:
      parents: [22], the bone that each hangs on, -1 for the first.
      relatives: [22, 4, 4], bones in the frame of their parents.
      inverses: [22, 4, 4], from the hand to the frame of each bone.
      positions: [V, 4], vertices.
      weights: [V, 22], how much each bone moves them.
      triangles: [T, 3], vertices.
    """

    parents: np.ndarray
    relatives: np.ndarray
    inverses: np.ndarray
    positions: np.ndarray
    weights: np.ndarray
    triangles: np.ndarray

    @staticmethod
    def random(vertices: int) -> "Model":
        """A hand with a size of mesh, always the same."""
        draw = np.random.default_rng(0)
        parents = np.array([-1, *[0 if i % 4 == 1 else i - 1 for i in range(1, BONES - 1)], 0])
        frames = np.tile(np.eye(4), (2, BONES, 1, 1))
        frames[:, :, :3] += draw.normal(scale=0.1, size=(2, BONES, 3, 4))
        positions = np.c_[draw.normal(size=(vertices, 3)), np.ones(vertices)]
        weights = draw.dirichlet(np.ones(BONES), vertices)
        return Model(parents, *frames, positions, weights, draw.integers(0, vertices, (1084, 3)))

    def levels(self) -> list[np.ndarray]:
        """The bones by their distance from the root."""
        depth = np.zeros(BONES, int)
        for bone, parent in enumerate(self.parents):
            depth[bone] = 0 if parent < 0 else depth[parent] + 1
        return [np.flatnonzero(depth == level) for level in range(depth.max() + 1)]


@dataclass(frozen=True)
class Problem:
    """A model, measured points and a pose.

    Args:
      model: the hand.
      belongs: [N], the vertex or triangle of each point.
      points: [N, 3].
      theta: [26], the pose.
      places: [N, 2], on triangles; None for the simple variant.
    """

    model: Model
    belongs: np.ndarray
    points: np.ndarray
    theta: np.ndarray
    places: np.ndarray | None = None

    @staticmethod
    def random(points: int, vertices: int, complicated: bool) -> "Problem":
        """A problem of a size, always the same."""
        draw = np.random.default_rng(0)
        model = Model.random(vertices)
        size = len(model.triangles) if complicated else vertices
        return Problem(
            model, draw.integers(0, size, points), draw.normal(size=(points, 3)),
            draw.normal(size=POSE), draw.random((points, 2)) / 2 if complicated else None,
        )  # fmt: skip

    def prepare(self, library: Library) -> tuple[Any, list[Any]]:
        """The function that computes the columns of the Jacobian, and its arguments."""
        tf = library.tf
        vertices = _vertices(library, self.model)
        points = library.tensor(self.points.T.copy())
        if self.places is None:
            belongs = library.tensor(self.belongs)

            def simple(theta: Any) -> Any:
                return points - tf.gather(vertices(theta), belongs, axis=1)

            return lambda theta: library.columns(simple, theta), [library.tensor(self.theta)]
        n = len(self.belongs)
        corners = library.tensor(self.model.triangles[self.belongs].T.ravel())
        places = library.tensor(self.places.T.copy())

        def complicated(both: Any) -> Any:
            at = places + tf.reshape(both[:2], [2, 1])
            corner = tf.reshape(tf.gather(vertices(both[2:]), corners, axis=1), [3, 3, n])
            first, second, third = (corner[:, i] for i in range(3))
            return points - (at[0] * first + at[1] * second + (1.0 - at[0] - at[1]) * third)

        both = np.concatenate([np.zeros(2), self.theta])
        return lambda q: library.columns(complicated, q), [library.tensor(both)]

    def derivatives(self, found: Any) -> np.ndarray:
        """The Jacobian in the order of ADBench: rows are coordinates of points."""
        return found.transpose(2, 1, 0).ravel()  # type: ignore[no-any-return]


def _vertices(library: Library, model: Model) -> Any:
    """The function from a pose to the vertices, [3, V]."""
    tf = library.tf
    levels = model.levels()
    order = np.concatenate(levels)
    ends = np.cumsum([0, *map(len, levels)])
    above = [
        library.tensor(np.searchsorted(levels[i], model.parents[bones]))
        for i, bones in enumerate(levels[1:])
    ]
    turns, rest = (library.tensor(model.relatives[order][:, :, at]) for at in
                   (slice(3), slice(3, 4)))  # fmt: skip
    inverses = library.tensor(model.inverses[order])
    skin = (model.weights.T[order][:, None] * model.positions.T).reshape(4 * BONES, -1)
    moved = library.tensor(skin)  # homogeneous coordinates of vertices, weighted for each bone
    angle_of = library.tensor(_angles()[:, order].ravel())
    zero = tf.zeros([1], dtype="float64")
    identity = library.tensor(np.eye(3))

    def vertices(theta: Any) -> Any:
        angles = tf.unstack(
            tf.reshape(tf.gather(tf.concat([theta, zero], 0), angle_of), [3, BONES])
        )
        relative = tf.concat([tf.matmul(turns, _from_angles(tf, angles)), rest], 2)
        absolute = [relative[: ends[1]]]
        for i, parents in enumerate(above):
            own = relative[ends[i + 1] : ends[i + 2]]
            absolute.append(tf.matmul(tf.gather(absolute[-1], parents), own))
        bones = tf.matmul(tf.concat(absolute, 0), inverses)[:, :3]
        bones = tf.reshape(tf.transpose(bones, [1, 0, 2]), [3, 4 * BONES])
        turn = _from_axis(tf, theta[:3], identity)
        return tf.matmul(tf.matmul(turn, bones), moved) + tf.reshape(theta[3:6], [3, 1])

    return vertices


def _angles() -> np.ndarray:
    """The parameter that is the angle of each bone around x, y and z; the last stands for zero."""
    angles = np.full((3, BONES), POSE)
    for finger in range(FINGERS):
        bone, first = 4 * finger + 2, 4 * finger + 6
        angles[0, bone : bone + 3] = first, first + 2, first + 3
        angles[2, bone] = first + 1
    return angles


def _from_angles(tf: Any, angles: list[Any]) -> Any:
    """Rotations around x, then y, then z, [bones, 3, 3]."""
    (cx, cy, cz), (sx, sy, sz) = ([f(a) for a in angles] for f in (tf.cos, tf.sin))
    return tf.transpose(_matrix(tf, [
        cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx,
        sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx,
        -sy, cy * sx, cy * cx,
    ]), [2, 0, 1])  # fmt: skip


def _from_axis(tf: Any, axis: Any, identity: Any) -> Any:
    """The rotation around an axis by its length; none by less than 1e-4."""
    square = tf.reduce_sum(axis * axis)
    turns = square >= 1e-8
    angle = tf.sqrt(tf.where(turns, square, 1.0))
    x, y, z = tf.unstack(axis / angle)
    s, c = tf.sin(angle), tf.cos(angle)
    xs, ys, zs, d = x * s, y * s, z * s, 1.0 - c
    rotation = _matrix(tf, [
        x * x * d + c, x * y * d - zs, x * z * d + ys,
        x * y * d + zs, y * y * d + c, y * z * d - xs,
        x * z * d - ys, y * z * d + xs, z * z * d + c,
    ])  # fmt: skip
    return tf.where(turns, rotation, identity)


def _matrix(tf: Any, elements: list[Any]) -> Any:
    """Nine elements as a matrix, along new first axes."""
    flat = tf.stack(elements)
    return tf.reshape(flat, [3, 3, *flat.shape[1:]])


def read(path: str, complicated: bool) -> Problem:
    """A problem from a file of ADBench, and the model in the folder beside it."""
    with open(path) as file:
        n, parameters = map(int, file.readline().split())
        values = np.array(file.read().split(), dtype=np.float64)
    points, places, theta = np.split(values, [4 * n, 4 * n + 2 * n * complicated])
    points = points.reshape(n, 4)
    model = _read_model(os.path.join(os.path.dirname(path), "model"))
    return Problem(model, points[:, 0].astype(int), points[:, 1:], theta[:parameters],
                   places.reshape(n, 2) if complicated else None)  # fmt: skip


def _read_model(folder: str) -> Model:
    def rows(name: str) -> list[list[str]]:
        with open(os.path.join(folder, name)) as file:
            return [line.strip().split(":") for line in file if line.strip()]

    bones = rows("bones.txt")
    frames = np.array([row[2:34] for row in bones], dtype=np.float64).reshape(-1, 2, 4, 4)
    mesh = rows("vertices.txt")
    positions = np.ones((len(mesh), 4))
    weights = np.zeros((len(mesh), len(bones)))
    for vertex, row in enumerate(mesh):
        positions[vertex, :3] = [float(v) for v in row[:3]]
        for at in range(9, 9 + 2 * int(row[8]), 2):
            weights[vertex, int(row[at])] = float(row[at + 1])
    parents = np.array([int(row[1]) for row in bones])
    triangles = np.array(rows("triangles.txt"), dtype=int)
    return Model(parents, frames[:, 0], frames[:, 1], positions, weights, triangles)
