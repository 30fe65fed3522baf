"""Hashes of strings into buckets, and fingerprints of rows of data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import DType, int64, uint8
from ...registry import export
from .hash_kernels import by_length, fingerprint64, hash64, siphash
from .rules import each_string, flat

Array = Any


def _check_buckets(dtype: DType, num_buckets: int) -> None:
    if num_buckets < 1:
        raise ValueError(
            f"Value for attr 'num_buckets' of {num_buckets} must be at least minimum 1"
        )


def _check_key(dtype: DType, num_buckets: int, key: Any) -> None:
    _check_buckets(dtype, num_buckets)
    if len(key) != 2:
        raise ValueError("Key must have 2 elements")


def _in_buckets(x: Array, num_buckets: int, hashed: Callable[[Array], Array]) -> Array:
    found = by_length(flat(x), hashed) % np.uint64(num_buckets)
    return found.astype(np.int64).reshape(x.shape)


@defop(
    "StringToHashBucketFast",
    inputs="input",
    kernel=lambda xp: lambda x, num_buckets: _in_buckets(x, num_buckets, fingerprint64),
    rule=each_string(int64, check=_check_buckets),
    vjp=None,
    runs_on_host=True,
    api="strings.to_hash_bucket_fast",
    v1="string_to_hash_bucket_fast",
)
def to_hash_bucket_fast(input: TensorLike, num_buckets: int, name: str | None = None) -> Tensor:
    """A number from 0 up to `num_buckets` for each string: its Fingerprint64, modulo.

    The numbers are the same in every run and on every machine, and those of TensorFlow. Somebody
    who knows the function can find strings that fall together; see `to_hash_bucket_strong`.

    Args:
      input: string tensor of any shape.
      num_buckets: how many numbers there are, at least 1.
      name: name of the operation in a graph.

    Returns:
      An int64 tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: `num_buckets` is less than 1.

    >>> ef.strings.to_hash_bucket_fast(["Hello", "TensorFlow", "2.x"], 3).numpy()
    array([0, 2, 2])
    """


@defop(
    "StringToHashBucketStrong",
    inputs="input",
    kernel=lambda xp: lambda x, num_buckets, key: _in_buckets(x, num_buckets, siphash(key)),
    rule=each_string(int64, check=_check_key),
    vjp=None,
    runs_on_host=True,
    api="strings.to_hash_bucket_strong",
    v1="string_to_hash_bucket_strong",
)
def to_hash_bucket_strong(
    input: TensorLike, num_buckets: int, key: Any, name: str | None = None
) -> Tensor:
    """A number from 0 up to `num_buckets` for each string: its SipHash-2-4 with a key, modulo.

    Who does not know the key can not choose strings that fall together.

    Args:
      input: string tensor of any shape.
      num_buckets: how many numbers there are, at least 1.
      key: two integers.
      name: name of the operation in a graph.

    Returns:
      An int64 tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: `num_buckets` is less than 1, or the key has not two parts.

    >>> ef.strings.to_hash_bucket_strong(["Hello", "TF"], 3, [1, 2]).numpy()
    array([2, 0])
    """


@defop(
    "StringToHashBucket",
    inputs="string_tensor",
    kernel=lambda xp: lambda x, num_buckets: _in_buckets(x, num_buckets, hash64),
    rule=each_string(int64, check=_check_buckets),
    vjp=None,
    runs_on_host=True,
)
def _to_hash_bucket(string_tensor: TensorLike, num_buckets: int, name: str | None = None) -> Tensor:
    """A number from 0 up to `num_buckets` for each string: its MurmurHash64A, modulo."""


@export("strings.to_hash_bucket")
def to_hash_bucket(input: TensorLike, num_buckets: int, name: str | None = None) -> Tensor:
    """A number from 0 up to `num_buckets` for each string, by the oldest of three functions.

    New programs use `to_hash_bucket_fast`, or `to_hash_bucket_strong` for strings of strangers.

    Args:
      input: string tensor of any shape.
      num_buckets: how many numbers there are, at least 1.
      name: name of the operation in a graph.

    Returns:
      An int64 tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: `num_buckets` is less than 1.

    >>> ef.strings.to_hash_bucket(["Hello", "TF"], 3).numpy()
    array([2, 1])
    """
    return _to_hash_bucket(input, num_buckets, name)


# ------------------------------------------------------------------------------------ fingerprint


def _fingerprint_rule(data: Spec, method: str) -> Spec:
    if method != "farmhash64":
        raise ValueError(f"Unsupported fingerprint method: {method}")
    if data.shape == ():
        raise ValueError("`data` should have at least one dimension: []")
    return Spec(uint8, (None if data.shape is None else data.shape[0], 8))


def _bytes_of(hashes: Array) -> Array:
    return hashes.astype("<u8").reshape(-1, 1).view(np.uint8)


def _k_fingerprint(data: Array, method: str) -> Array:
    rows = len(data)
    if data.dtype == object:
        each = _bytes_of(by_length(flat(data), fingerprint64))
        if data.size == rows:
            return each
        data = each  # of several strings in a row: the fingerprint of their fingerprints
    flat_rows = np.ascontiguousarray(data).reshape(rows, -1 if data.size else 0)
    return _bytes_of(fingerprint64(flat_rows.view(np.uint8) if rows else flat_rows))


@defop(
    "Fingerprint",
    inputs="data",
    kernel=lambda xp: _k_fingerprint,
    rule=_fingerprint_rule,
    vjp=None,
    runs_on_host=True,
    api="fingerprint",
)
def fingerprint(data: TensorLike, method: str = "farmhash64", name: str | None = None) -> Tensor:
    """Eight bytes for each row of a tensor that are, in practice, different for different rows.

    Args:
      data: tensor of any dtype with at least one axis; a row is an entry along the first.
      method: "farmhash64", the only one.
      name: name of the operation in a graph.

    Returns:
      A uint8 tensor of shape [n, 8]: Fingerprint64 of the bytes of each row, lowest byte first.

    Raises:
      InvalidArgumentError: the tensor is a scalar, or the method is another.

    >>> ef.fingerprint(["a", "b"]).numpy()[:, 0]
    array([227,  22], dtype=uint8)
    """
