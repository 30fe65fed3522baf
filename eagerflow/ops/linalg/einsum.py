"""Sums of products written with letters for axes, and tensordot."""

from __future__ import annotations

import functools
import itertools
import math
import re
from typing import Any

from ... import errors, shapes
from ...core.convert import strong_dtype
from ...core.dispatch import as_tensor, to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import NUMERIC
from ...registry import export
from ...shapes import PartialShape, text
from ..arrays.shaping import HALF, host_vector
from ..elementwise.arithmetic import conj
from ..rules import check_dtype

# A parsed equation: the labels of each operand, and those of the result.
Labels = tuple[tuple[str, ...], str]
_FORMAT = r"^(?:[A-Za-z]|\.\.\.)*(?:,(?:[A-Za-z]|\.\.\.)*)*(?:->(?:[A-Za-z]|\.\.\.)*)?$"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@functools.lru_cache(maxsize=1024)
def parsed(equation: str, ranks: tuple[int, ...]) -> Labels:
    """The labels of operands with these ranks, each ellipsis written out with letters not in use.

    Raises:
      ValueError: the equation is not one, or does not fit the ranks.
    """
    equation = equation.replace(" ", "")
    if not re.match(_FORMAT, equation):
        raise ValueError(f"Subscripts have incorrect format: {equation}")
    left, arrow, right = equation.partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise ValueError(
            f'Got {len(ranks)} inputs for equation "{equation}", expecting {len(terms)}'
        )
    if any(term.count("...") > 1 for term in (*terms, right)):
        raise ValueError(f"Subscripts have incorrect format: {equation}")
    spare = [c for c in _LETTERS if c not in equation]
    widest = 0
    for i, (term, rank) in enumerate(zip(terms, ranks, strict=True)):
        named = len(term.replace("...", ""))
        if named != rank and ("..." not in term or named > rank):
            at_least = "at least " if "..." in term else ""
            raise ValueError(f"Expected input {i} to have rank {at_least}{named} but got: {rank}")
        widest = max(widest, rank - named)
    rest = "".join(spare[:widest])  # the axes of an ellipsis are aligned at the last one

    def written_out(term: str, rank: int) -> str:
        width = rank - len(term.replace("...", ""))
        return term.replace("...", rest[widest - width :])

    inputs = tuple(map(written_out, terms, ranks))
    if not arrow:  # implicit: labels that occur once, in order of the alphabet
        joined = "".join(terms).replace("...", "")
        return inputs, rest + "".join(sorted(c for c in set(joined) if joined.count(c) == 1))
    if widest and "..." not in right:
        raise ValueError(
            f"Output contains {widest} broadcasting dimension(s) but no ellipsis (...) was found "
            "in the output subscripts."
        )
    output = right.replace("...", rest)
    if len(set(output)) != len(output):
        raise ValueError(f"Output subscripts contain a label appearing more than once: {equation}")
    for c in output:
        if c not in "".join(inputs):
            raise ValueError(
                f"Output subscripts contain the label {c} not present in the input subscripts."
            )
    return inputs, output


def _sizes(labels: Labels, parts: list[PartialShape]) -> dict[str, int | None]:
    """The size of each label; where operands differ one of them has size one and is broadcast.

    Raises:
      ValueError: a label has several sizes.
    """
    found: dict[str, int | None] = {}
    for term, shape in zip(labels[0], parts):
        own: dict[str, int | None] = {}
        for axis, (c, d) in enumerate(zip(term, shape or ())):
            wanted = own[c] if c in own else found.get(c)
            broadcast = c not in own and 1 in (wanted, d)  # never within one operand
            if None not in (wanted, d) and wanted != d and not broadcast:
                raise ValueError(
                    f"Expected dimension {wanted} at axis {axis} of the input shaped {text(shape)} "
                    f"but got dimension {d}"
                )
            own[c] = d if own.get(c) is None else own[c]
        for c, d in own.items():
            if c not in found or found[c] == 1 or (found[c] is None and d != 1):
                found[c] = d
    return found


def _einsum_rule(inputs: tuple[Spec, ...], equation: str) -> Spec:
    check_dtype(inputs[0], NUMERIC)
    if any(s.shape is None for s in inputs):
        return Spec(inputs[0].dtype, _shape_without_ranks(equation))
    labels = parsed(equation, tuple(s.rank or 0 for s in inputs))
    sizes = _sizes(labels, [s.shape for s in inputs])
    return Spec(inputs[0].dtype, tuple(sizes[c] for c in labels[1]))


def _shape_without_ranks(equation: str) -> PartialShape:
    if "..." in equation:
        return None
    terms = equation.replace(" ", "").partition("->")[0].split(",")
    return (None,) * len(parsed(equation, tuple(map(len, terms)))[1])


# --------------------------------------------------------------------------- how it is computed


def _prod(size: dict[str, int], labels: str) -> int:
    return math.prod(size[c] for c in labels)


def _diagonal(term: str) -> tuple[list[tuple[int, int]], str]:
    """The pairs of axes to take diagonals of, one after the other, and the labels then left."""
    pairs = []
    for c in dict.fromkeys(term):
        while term.count(c) > 1:
            first = term.index(c)
            pairs.append((first, term.index(c, first + 1)))
            term = term.replace(c, "", 2) + c  # the axis of a diagonal comes last
    return pairs, term


def _cheapest(terms: list[str], keep: str, size: dict[str, int]) -> tuple[int, int]:
    """The two operands whose product is smallest; of equals the first."""
    found = []
    for i, j in itertools.combinations(range(len(terms)), 2):
        others = keep + "".join(t for k, t in enumerate(terms) if k not in (i, j))
        labels = "".join(c for c in dict.fromkeys(terms[i] + terms[j]) if c in others)
        found.append((_prod(size, labels), i, j))
    return min(found)[1:]


class _Layout:
    """How an operand becomes a batch of matrices.

    Args:
      term: its labels.
      shape: its shape.
      keep: the labels that are needed further on; the others are summed.
      order: the labels of the axes of the batch, the rows and the columns.
      size: the size of each label.
    """

    __slots__ = ("axes", "perm", "shape", "wide")

    def __init__(
        self,
        term: str,
        shape: dict[str, int],
        keep: str,
        order: tuple[str, str, str],
        size: dict[str, int],
    ) -> None:
        left = "".join(c for c in term if c in keep)
        labels = "".join(order)
        self.axes = tuple(i for i, c in enumerate(term) if c not in keep)
        self.perm = None if labels == left else [left.index(c) for c in labels]
        wide = tuple(size[c] for c in labels)
        self.wide = None if wide == tuple(shape[c] for c in labels) else wide
        matrices = (*(size[c] for c in order[0]), _prod(size, order[1]), _prod(size, order[2]))
        self.shape = None if matrices == wide else matrices

    def apply(self, xp: Any, a: Any) -> Any:
        if self.axes:
            a = a.sum(self.axes, dtype=a.dtype)
        if self.perm is not None:
            a = a.transpose(self.perm)
        if self.wide is not None:
            a = xp.broadcast_to(a, self.wide)
        if self.shape is not None:
            a = a.reshape(self.shape)
        # A product of many matrices that do not lie together takes several times as long.
        return xp.ascontiguousarray(a) if a.ndim > 2 else a


class _Step:
    """One product of two operands, as one product of matrices."""

    __slots__ = ("first", "i", "j", "second", "shape", "term")

    def __init__(
        self, i: int, j: int, terms: list[str], sizes: list[dict[str, int]], keep: str
    ) -> None:
        a, b = terms[i], terms[j]
        self.i, self.j = i, j
        size = {**sizes[i], **{c: d for c, d in sizes[j].items() if sizes[i].get(c, 1) == 1}}
        shared = [c for c in a if c in b]
        batch = "".join(c for c in shared if c in keep)
        inner = "".join(c for c in shared if c not in keep)
        rows = "".join(c for c in a if c not in b and c in keep)
        columns = "".join(c for c in b if c not in a and c in keep)
        self.first = _Layout(a, sizes[i], keep + b, (batch, rows, inner), size)
        self.second = _Layout(b, sizes[j], keep + a, (batch, inner, columns), size)
        self.term = batch + rows + columns
        self.shape = tuple(size[c] for c in self.term)

    def apply(self, xp: Any, a: Any, b: Any) -> Any:
        out = xp.matmul(self.first.apply(xp, a), self.second.apply(xp, b))
        return out if out.shape == self.shape else out.reshape(self.shape)


class _Program:
    """All that is to be done for an equation and operands of these shapes."""

    __slots__ = ("axes", "diagonals", "perm", "steps")

    def __init__(self, equation: str, parts: tuple[tuple[int, ...], ...]) -> None:
        labels = parsed(equation, tuple(map(len, parts)))
        everywhere: Any = _sizes(labels, list(parts))
        output = labels[1]
        self.diagonals, terms = map(list, zip(*map(_diagonal, labels[0])))
        sizes = [dict(zip(term, shape)) for term, shape in zip(labels[0], parts)]
        self.steps: list[_Step] = []
        while len(terms) > 1:
            i, j = _cheapest(terms, output, everywhere)
            others = [k for k in range(len(terms)) if k not in (i, j)]
            step = _Step(i, j, terms, sizes, output + "".join(terms[k] for k in others))
            self.steps.append(step)
            terms = [*(terms[k] for k in others), step.term]
            sizes = [*(sizes[k] for k in others), dict(zip(step.term, step.shape))]
        self.axes = tuple(i for i, c in enumerate(terms[0]) if c not in output)
        left = "".join(c for c in terms[0] if c in output)
        self.perm = None if left == output else [left.index(c) for c in output]


_program = functools.lru_cache(maxsize=1024)(_Program)


def _k_einsum(xp: Any) -> Any:
    def kernel(inputs: tuple[Any, ...], equation: str) -> Any:
        program = _program(equation, tuple([a.shape for a in inputs]))
        operands = list(inputs)
        for k, pairs in enumerate(program.diagonals):
            for first, second in pairs:
                operands[k] = xp.diagonal(operands[k], axis1=first, axis2=second)
        for step in program.steps:
            b, a = operands.pop(step.j), operands.pop(step.i)
            operands.append(step.apply(xp, a, b))
        out = operands[0]
        if program.axes:
            out = out.sum(program.axes, dtype=out.dtype)
        return out if program.perm is None else out.transpose(program.perm)

    return kernel


def _k_einsum_half(xp: Any) -> Any:
    einsum = _k_einsum(xp)

    def kernel(inputs: tuple[Any, ...], equation: str) -> Any:
        return einsum(tuple(a.astype(xp.float32) for a in inputs), equation).astype(inputs[0].dtype)

    return kernel


# ---------------------------------------------------------------------------------- its gradient


def _gradients(g: Tensor, inputs: Any, inputs_spec: Any, equation: str) -> list[Tensor]:
    """The gradient of each operand: the product of `g` with the others, in the operand's axes."""
    terms, output = parsed(equation, tuple(s.rank for s in inputs_spec))
    out = []
    for i, (term, spec) in enumerate(zip(terms, inputs_spec)):
        others = [j for j in range(len(terms)) if j != i]
        there = set(output).union(*(terms[j] for j in others))
        unique = "".join(dict.fromkeys(term))
        found = "".join(c for c in unique if c in there)
        left = ",".join([output, *(terms[j] for j in others)])
        part = _einsum([g, *(conj(inputs[j]) for j in others)], f"{left}->{found}")
        if term != found or part.static_shape != spec.shape:
            part = _einsum_spread(part, spec.shape, found, term)
        out.append(part)
    return out


@defop(
    "Einsum",
    name="einsum/Einsum",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel={HALF: _k_einsum_half, NUMERIC - HALF: _k_einsum},
    rule=_einsum_rule,
    vjp={"inputs": lambda g, inputs, inputs_spec, equation: (
        _gradients(g, inputs, inputs_spec, equation)
    )},
    alias=True,
)  # fmt: skip
def _einsum(inputs: Any, equation: str, name: str | None = None) -> Tensor:
    """A sum of products."""


def _spread_rule(g: Spec, shape: Any, labels: str, term: str) -> Spec:
    check_dtype(g, NUMERIC)
    return Spec(g.dtype, host_vector(shape, "Index", "shape"))


def _k_spread(xp: Any) -> Any:
    def kernel(g: Any, shape: tuple[int, ...], labels: str, term: str) -> Any:
        size = dict(zip(term, shape))
        unique = "".join(dict.fromkeys(term))
        axes = tuple(i for i, c in enumerate(labels) if size[c] == 1 != g.shape[i])
        if axes:
            g = g.sum(axes, dtype=g.dtype, keepdims=True)
        have = dict(zip(labels, g.shape))
        g = g.reshape(tuple(have.get(c, 1) for c in unique))
        if unique == term:
            out = xp.empty(shape, g.dtype)
            out[...] = g
            return out
        out = xp.zeros(shape, g.dtype)
        grid = {
            c: xp.arange(size[c]).reshape(tuple(-1 if c == other else 1 for other in unique))
            for c in unique
        }
        out[tuple(grid[c] for c in term)] = g
        return out

    return kernel


@defop(
    "EinsumSpread",
    inputs="g",
    host="shape",
    kernel=_k_spread,
    rule=_spread_rule,
    vjp={"g": lambda g, g_spec, labels, term: (
        _einsum_spread(_einsum([g], f"{term}->{labels}"), g_spec.shape, labels, labels)
    )},
)  # fmt: skip
def _einsum_spread(
    g: TensorLike, shape: Any, labels: str, term: str, name: str | None = None
) -> Tensor:
    """`g` in the shape of an operand: summed or repeated, on the diagonal of doubled labels."""


# ------------------------------------------------------------------------------ public functions


@export("einsum linalg.einsum")
def einsum(equation: str, *inputs: TensorLike, **kwargs: Any) -> Tensor:
    """Sums of products of tensors, with a letter for each axis.

    Letters that are not in the result are summed over; without `->` the result has the letters that
    occur once. A letter twice in an operand means its diagonal. `...` stands for the axes that
    are not named; they are broadcast.

    Args:
      equation: such as `ij,jk->ik`, the matrix product.
      *inputs: as many tensors as the equation has operands, of one dtype.
      **kwargs: `name`; `optimize` and `greedy` are accepted, the order of products is always
        chosen so that the next one is smallest.

    Raises:
      ValueError: the equation is not one.
      InvalidArgumentError: it does not fit the shapes.

    >>> ef.einsum("ij,jk->ik", [[1., 2.]], [[3.], [4.]]).numpy()
    array([[11.]], dtype=float32)
    """
    name = kwargs.pop("name", None)
    unknown = [k for k in kwargs if k not in ("optimize", "greedy")]
    if unknown:
        raise TypeError(
            f"Invalid keyword arguments for einsum: {', '.join(unknown)}. Valid arguments: name, "
            "optimize, greedy."
        )
    return _einsum(list(inputs), equation, name)


@export("tensordot linalg.tensordot")
def tensordot(a: TensorLike, b: TensorLike, axes: Any, name: str | None = None) -> Tensor:
    """The product of two tensors, summed over pairs of axes.

    Args:
      a: a numeric tensor.
      b: a tensor of the same dtype.
      axes: the axes of `a` and those of `b`, as two lists (or two numbers); or a number n, which
        means the last n of `a` and the first n of `b`.
      name: name of the operation in a graph.

    Returns:
      A tensor with the other axes of `a`, then those of `b`.

    Raises:
      ValueError: `axes` is not of that form.
      InvalidArgumentError: the axes differ in size.

    >>> ef.tensordot([[1., 2.], [3., 4.]], [1., 2.], 1).numpy()
    array([ 5., 11.], dtype=float32)
    """
    dtype = strong_dtype(a) or strong_dtype(b)
    a, b = as_tensor(a, dtype), as_tensor(b, dtype)
    a_axes, b_axes = _contracted(a, b, axes)
    a_labels = list(_LETTERS[: a.ndim])
    b_labels = list(_LETTERS[a.ndim : a.ndim + b.ndim])
    for i, j in zip(a_axes, b_axes):
        b_labels[j] = a_labels[i]
    left = "".join(c for c in a_labels if c not in b_labels)
    right = "".join(c for c in b_labels if c not in a_labels)
    equation = f"{''.join(a_labels)},{''.join(b_labels)}->{left}{right}"
    return _einsum([a, b], equation, name or "Tensordot")


def _contracted(a: Tensor, b: Tensor, given: Any) -> tuple[list[int], list[int]]:
    """The axes of each tensor to sum over, counted from the front."""
    axes = to_host(given)
    if isinstance(axes, int):
        if axes < 0:
            raise errors.make(ValueError, f"`axes` must be at least 0. Received: {axes}.")
        if axes > a.ndim:
            raise errors.make(
                ValueError,
                f"`axes` must not be larger than the number of dimensions of tensor {a!r}.  "
                f"Received {axes}, vs tensor dimensions {a.ndim}.",
            )
        return list(range(a.ndim - axes, a.ndim)), list(range(axes))
    if not isinstance(axes, tuple) or len(axes) != 2:
        raise errors.make(
            ValueError, f"`axes` must be an integer or have length 2. Received {given}."
        )
    a_axes, b_axes = ((x,) if isinstance(x, int) else x for x in axes)
    if len(a_axes) != len(b_axes):
        raise errors.make(
            ValueError,
            f"Different number of contraction axes `a` and `b`, {len(a_axes)} != {len(b_axes)}.",
        )
    return (
        [shapes.normalize_axis(i, a.ndim) for i in a_axes],
        [shapes.normalize_axis(i, b.ndim) for i in b_axes],
    )
