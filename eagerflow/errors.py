"""TensorFlow's exception classes, and messages that start where the user is.

A message has TensorFlow's first sentence, because programs and searches match on it, and below it
the user's line, the operands and the way out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from . import sites
from .registry import export, export_values

E = TypeVar("E", bound=Exception)


@export("errors.OpError", v1="OpError errors.OpError")
class OpError(Exception):
    """Base of the errors that operations raise.

    Args:
      node_def: the node's description, or None.
      op: the graph operation that failed, or None for an eager one.
      message: what went wrong.
      error_code: the number of the kind of error.
      *args: further details by name, in a dict.
    """

    error_code = 2

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int, *args: Any) -> None:
        super().__init__(message)
        self.node_def = node_def
        self.op = op
        self.message = message
        self.error_code = error_code
        self.experimental_payloads = args[0] if args else {}

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> Any:
        return type(self), (self.node_def, None, self.message, self.error_code)


class _CodedError(OpError):
    """Base of the classes that have one code."""

    def __init__(self, node_def: Any, op: Any, message: str, *args: Any) -> None:
        super().__init__(node_def, op, message, type(self).error_code, *args)

    def __reduce__(self) -> Any:
        return type(self), (self.node_def, None, self.message)


@export("errors.CancelledError")
class CancelledError(_CodedError):
    """The operation was cancelled."""

    error_code = 1


@export("errors.UnknownError")
class UnknownError(_CodedError):
    """The cause is not known."""

    error_code = 2


@export("errors.InvalidArgumentError")
class InvalidArgumentError(_CodedError):
    """An argument has a wrong value, shape or dtype."""

    error_code = 3


@export("errors.DeadlineExceededError")
class DeadlineExceededError(_CodedError):
    """The time allowed ran out."""

    error_code = 4


@export("errors.NotFoundError")
class NotFoundError(_CodedError):
    """Something asked for does not exist."""

    error_code = 5


@export("errors.AlreadyExistsError")
class AlreadyExistsError(_CodedError):
    """Something to be made exists already."""

    error_code = 6


@export("errors.PermissionDeniedError")
class PermissionDeniedError(_CodedError):
    """The caller may not do this."""

    error_code = 7


@export("errors.ResourceExhaustedError")
class ResourceExhaustedError(_CodedError):
    """Memory or another resource ran out."""

    error_code = 8


@export("errors.FailedPreconditionError")
class FailedPreconditionError(_CodedError):
    """The system is not in the state the operation needs."""

    error_code = 9


@export("errors.AbortedError")
class AbortedError(_CodedError):
    """The operation was aborted, for example by a race."""

    error_code = 10


@export("errors.OutOfRangeError")
class OutOfRangeError(_CodedError):
    """Iteration went past the end."""

    error_code = 11


@export("errors.UnimplementedError")
class UnimplementedError(_CodedError):
    """The operation does not exist for this case."""

    error_code = 12


@export("errors.InternalError")
class InternalError(_CodedError):
    """An invariant of the framework is broken."""

    error_code = 13


@export("errors.UnavailableError")
class UnavailableError(_CodedError):
    """The service is not there now."""

    error_code = 14


@export("errors.DataLossError")
class DataLossError(_CodedError):
    """Data is truncated or corrupt."""

    error_code = 15


@export("errors.UnauthenticatedError")
class UnauthenticatedError(_CodedError):
    """Credentials are missing or wrong."""

    error_code = 16


# TensorFlow's numbers of the kinds of errors.
OK = 0
CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS = range(1, 7)
PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE = range(7, 12)
UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED = range(12, 17)
_BY_CODE = {cls.error_code: cls for cls in _CodedError.__subclasses__()}
export_values(
    __name__,
    "errors.OK errors.CANCELLED errors.UNKNOWN errors.INVALID_ARGUMENT errors.DEADLINE_EXCEEDED "
    "errors.NOT_FOUND errors.ALREADY_EXISTS errors.PERMISSION_DENIED errors.RESOURCE_EXHAUSTED "
    "errors.FAILED_PRECONDITION errors.ABORTED errors.OUT_OF_RANGE errors.UNIMPLEMENTED "
    "errors.INTERNAL errors.UNAVAILABLE errors.DATA_LOSS errors.UNAUTHENTICATED",
)


@export("", v1="errors.exception_type_from_error_code")
def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """The class of the errors with a number.

    Raises:
      KeyError: no class has it.

    >>> exception_type_from_error_code(5).__name__
    'NotFoundError'
    """
    return _BY_CODE[error_code]


@export("", v1="errors.error_code_from_exception_type")
def error_code_from_exception_type(cls: type[OpError]) -> int:
    """The number of a class of errors, that of UnknownError for a class that has none.

    >>> error_code_from_exception_type(NotFoundError)
    5
    """
    found = (code for code, known in _BY_CODE.items() if known is cls)
    return next(found, UNKNOWN)


class ShapeError(InvalidArgumentError, ValueError):
    """Shapes do not fit. TensorFlow raises the first base when eager, the second in graphs."""


class DTypeError(InvalidArgumentError, TypeError):
    """Dtypes do not fit. TensorFlow raises the first base when eager, the second in graphs."""


class NameNotFoundError(KeyError):
    """A name is not in the graph. Its text is shown as it is, where KeyError shows a repr."""

    __str__ = Exception.__str__


class LeakError(InvalidArgumentError, TypeError):
    """A symbolic tensor is used outside the function or graph that made it."""


@export("errors.OperatorNotAllowedInGraphError")
class OperatorNotAllowedInGraphError(TypeError):
    """A symbolic tensor is used where Python needs a value."""


def compose(
    first: str,
    *,
    op: str = "",
    scope: str = "",
    operands: Sequence[str] = (),
    cause: str = "",
    fix: str = "",
    site: sites.Site | None = None,
) -> str:
    """The text of an error: the first sentence, the user's line, the operands, the fix.

    Args:
      first: TensorFlow's sentence for this error.
      op: type of the operation, shown as `[Op:AddV2]`.
      scope: path of the name scopes that are open.
      operands: one line for each operand: name, dtype, shape.
      cause: what led to it, when the first sentence does not say.
      fix: what the user can write instead.
      site: the line to show; the line now running when left out.
    """
    lines = [f"{first} [Op:{op}]" if op else first]
    site = site or sites.user_site()
    if site is not None:
        lines.append(f"  at {site}")
    if scope:
        lines.append(f"  in scope {scope}")
    lines.extend(f"  {operand}" for operand in operands)
    if cause:
        lines.append(f"  Cause: {cause}")
    if fix:
        lines.append(f"  Fix: {fix}")
    return "\n".join(lines)


def make(cls: type[E], first: str, **parts: Any) -> E:
    """An error of class `cls` whose text is `compose(first, **parts)`."""
    text = compose(first, **parts)
    return cls(None, None, text) if issubclass(cls, _CodedError) else cls(text)


def keep(e: Exception, note: str) -> None:
    """Let an error of the user's own code pass through as it is, with a note of who called it."""
    e.add_note(note)
    e.__dict__["_kept"] = True


def is_kept(e: Exception) -> bool:
    """True for errors that `keep` was called for."""
    return "_kept" in e.__dict__
