"""Regular expressions in the language of RE2: matching whole strings, and replacing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.convert import is_tensor_like
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import STRING, DType, bool_, string
from ...registry import export
from ...shapes import text
from ..rules import check_dtype
from .patterns import compiled, decoded, encoded, replaced, rewriting
from .rules import each_string, mapped

Array = Any


def _k_full_match(x: Array, pattern: str) -> Array:
    matches = compiled(pattern).fullmatch
    return mapped(x, lambda v: matches(decoded(v)) is not None).astype(bool)  # type: ignore[arg-type, return-value]


def _k_replace(x: Array, pattern: str, rewrite: str, replace_global: bool) -> Array:
    found = compiled(pattern)
    to = rewriting(rewrite, found.groups)
    if to is None:
        return x.copy()
    return mapped(x, lambda v: encoded(replaced(found, to, decoded(v), replace_global)))


def _check_pattern(dtype: DType, pattern: str, *rest: Any) -> None:
    compiled(pattern)


def _tensor_rule(dtype: DType) -> Callable[..., Spec]:
    """The rule where patterns are tensors."""

    def rule(input: Spec, *texts: Any) -> Spec:
        check_dtype(input, STRING)
        for what, spec in zip(("Pattern", "Rewrite"), texts):
            if isinstance(spec, Spec):
                check_dtype(spec, STRING)
                if spec.shape not in (None, ()):
                    raise ValueError(f"{what} must be scalar, but received {text(spec.shape)}")
        return Spec(dtype, input.shape)

    return rule


@defop(
    "StaticRegexFullMatch",
    inputs="input",
    kernel=lambda xp: _k_full_match,
    rule=each_string(bool_, check=_check_pattern),
    vjp=None,
    runs_on_host=True,
)
def _static_full_match(input: TensorLike, pattern: str, name: str | None = None) -> Tensor:
    """Whether each string matches a pattern."""


@defop(
    "RegexFullMatch",
    inputs="input pattern",
    kernel=lambda xp: lambda x, pattern: _k_full_match(x, decoded(pattern[()])),
    rule=_tensor_rule(bool_),
    vjp=None,
    runs_on_host=True,
)
def _full_match(input: TensorLike, pattern: TensorLike, name: str | None = None) -> Tensor:
    """Whether each string matches the pattern in a tensor."""


@export("strings.regex_full_match")
def regex_full_match(input: TensorLike, pattern: Any, name: str | None = None) -> Tensor:
    """Whether each string as a whole matches a regular expression.

    Args:
      input: string tensor of any shape.
      pattern: the expression in RE2's language, a string or a scalar string tensor. It knows no
        looking around and no references back; `\\\\w`, `\\\\d`, `\\\\s` and `\\\\b` are of ASCII.
      name: name of the operation in a graph.

    Returns:
      A bool tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: the pattern is not in the language.

    >>> ef.strings.regex_full_match(["TF lib", "lib TF"], ".*lib$").numpy()
    array([ True, False])
    """
    if is_tensor_like(pattern):
        return _full_match(input, pattern, name)
    return _static_full_match(input, _as_text(pattern), name)


@defop(
    "StaticRegexReplace",
    inputs="input",
    kernel=lambda xp: _k_replace,
    rule=each_string(string, check=_check_pattern),
    vjp=None,
    runs_on_host=True,
)
def _static_replace(
    input: TensorLike, pattern: str, rewrite: str, replace_global: bool, name: str | None = None
) -> Tensor:
    """The strings with matches of a pattern replaced."""


@defop(
    "RegexReplace",
    inputs="input pattern rewrite",
    kernel=lambda xp: (
        lambda x, pattern, rewrite, replace_global: _k_replace(
            x, decoded(pattern[()]), decoded(rewrite[()]), replace_global
        )
    ),
    rule=_tensor_rule(string),
    vjp=None,
    runs_on_host=True,
)
def _replace(
    input: TensorLike,
    pattern: TensorLike,
    rewrite: TensorLike,
    replace_global: bool,
    name: str | None = None,
) -> Tensor:
    """The strings with matches of the pattern in a tensor replaced."""


@export("strings.regex_replace", v1="regex_replace")
def regex_replace(
    input: TensorLike,
    pattern: Any,
    rewrite: Any,
    replace_global: bool = True,
    name: str | None = None,
) -> Tensor:
    """The strings with the matches of a regular expression replaced.

    Args:
      input: string tensor of any shape.
      pattern: the expression in RE2's language, see `regex_full_match`.
      rewrite: what to put in place of a match; `\\\\1` to `\\\\9` stand for what the groups of the
        pattern matched, `\\\\0` for the whole match.
      replace_global: replace all matches, not only the first.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: the pattern is not in the language.

    >>> ef.strings.regex_replace("Lines<br /><b>and</b> tags", "<[^>]+>", " ").numpy()
    b'Lines  and  tags'
    """
    if is_tensor_like(pattern) or is_tensor_like(rewrite):
        return _replace(input, pattern, rewrite, replace_global, name)
    return _static_replace(input, _as_text(pattern), _as_text(rewrite), replace_global, name)


def _as_text(value: Any) -> str:
    return decoded(value) if isinstance(value, bytes) else str(value)
