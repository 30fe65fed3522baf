"""A double of CuPy for machines without a GPU: NumPy underneath, CuPy's strictness on top.

`StrictArray` stands for `cupy.ndarray` and `strict` for the module `cupy`. A kernel that runs on
them uses only names and parameters that CuPy has (`cupy_names.txt`, written by
`make_cupy_names.py`), never lets an array slip into NumPy, never mixes the two kinds of arrays and
does not rely on NumPy's scalars: whatever a function computes is an array here, if need be one
without axes.

Where CuPy converts its arguments (a list as an index operand, an array as a shape) the double is at
least as strict. Values are NumPy's: what CuPy does with repeated indices in an assignment, indices
out of bounds or a singular matrix is not imitated. Like CuPy, it never warns about arithmetic.
"""

from __future__ import annotations

import functools
import inspect
import operator
from pathlib import Path

import numpy as np

NAMES = Path(__file__).with_name("cupy_names.txt")
SCALARS = (bool, int, float, complex, np.generic)
KINDS_OF_DTYPES = "biufcV"  # not object, text or time


def _words(text):
    return frozenset(text.split())


# These take NumPy arrays, lists and scalars: they are the way onto the device.
CONVERTERS = _words("array asarray asanyarray ascontiguousarray asfortranarray")
# Their first parameter is called `a` but may be anything.
LENIENT = CONVERTERS | _words("ndim shape size isclose allclose")
# Arrays without axes in CuPy, Python's bool or int in NumPy.
ARRAYS_NOT_SCALARS = _words("allclose array_equal array_equiv count_nonzero")
# Parameters that CuPy reads as Python's integers; an array would have to come from the device.
NOT_ARRAYS = _words(
    "M N axes axis axis1 axis2 ddof decimals destination k n newshape num offset pad_width "
    "repeats reps shape shift source strides window_shape"
)
# Callbacks would be handed NumPy arrays, index objects convert them, files are on the host.
NOT_OFFERED = _words(
    "apply_along_axis apply_over_axes broadcast c_ from_dlpack frombuffer fromfile fromfunction "
    "fromiter fromstring genfromtxt load loadtxt mgrid ogrid piecewise poly1d r_ save savetxt "
    "savez savez_compressed vectorize"
)
# What CuPy's atomic kernels are written for; copied from its error messages.
_WORDS = ("int32", "int64", "uint32", "uint64")
AT_DTYPES = {
    "add": (*_WORDS, "float16", "float32", "float64"),
    "subtract": ("int32", "uint32"),
    "maximum": (*_WORDS, "float32", "float64"),
    "minimum": (*_WORDS, "float32", "float64"),
    "bitwise_and": _WORDS,
    "bitwise_or": _WORDS,
    "bitwise_xor": _WORDS,
}


def _read_names():
    """(version, dotted name -> (kind, signature or the methods of a ufunc))."""
    first, *lines = NAMES.read_text().splitlines()
    table = {}
    for line in lines:
        kind, rest = line.split(" ", 1)
        if kind in ("function", "method"):
            name, _, parameters = rest.partition("(")
            # Which value a default has is NumPy's business.
            lambda_ = "lambda " + parameters.removesuffix(")").replace("=", "=None") + ": None"
            table[name] = (kind, lambda_)
        else:
            name, *methods = rest.split()
            table[name] = (kind, tuple(methods))
    return first.split()[2].rstrip(";"), table


VERSION, TABLE = _read_names()


# --- into NumPy and back -------------------------------------------------------------------------


def _unsupported(value):
    return TypeError(f"Unsupported type {type(value)}")


def _unwrap(value, where):
    """What NumPy gets for an argument; StrictArrays may lie in lists, tuples and dictionaries."""
    if isinstance(value, StrictArray):
        return value._array
    if isinstance(value, np.ndarray):
        raise TypeError(f"{where}: Unsupported type {np.ndarray}; make a device array of it first")
    if type(value) in (list, tuple):
        return type(value)(_unwrap(item, where) for item in value)
    if type(value) is dict:
        return {key: _unwrap(item, where) for key, item in value.items()}
    return value


def _unwrap_host(value):
    """The same for the functions that make device arrays of NumPy arrays, always by a copy."""
    if isinstance(value, StrictArray):
        return value._array
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(_unwrap_host(item) for item in value)
    return value


def _holds_array(value):
    if isinstance(value, (list, tuple)):
        return any(map(_holds_array, value))
    return isinstance(value, (StrictArray, np.ndarray))


def _wrap(value, given=()):
    """What the caller gets for a result of NumPy; `given` are arguments, to be returned as such."""
    for argument in given:
        if isinstance(argument, StrictArray) and argument._array is value:
            return argument
    if isinstance(value, np.ndarray | np.generic):
        return StrictArray(np.asarray(value))
    if isinstance(value, tuple):
        return tuple(_wrap(item, given) for item in value)
    if isinstance(value, list):
        return [_wrap(item, given) for item in value]
    return value


def _quiet(function, *args, **kwargs):
    with np.errstate(all="ignore"):
        return function(*args, **kwargs)


# --- functions -----------------------------------------------------------------------------------


def _numpy_order(function):
    """The names of NumPy's positional parameters, or None when it does not tell."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return None
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def _check_positions(name, args, signature, order):
    """An argument given by its place must be the same parameter in NumPy and in CuPy."""
    if order is None:
        return
    for place, (argument, ours) in enumerate(zip(args, signature.parameters.values())):
        known = order[place] if place < len(order) else None
        # The first two have various names and one meaning.
        if place >= 2 and ours.kind is ours.POSITIONAL_OR_KEYWORD and known != ours.name:
            raise TypeError(
                f"{name}: argument {place} ({argument!r}) is {ours.name!r} in CuPy and {known!r} "
                "in NumPy; pass it by name"
            )


def _check_arguments(name, bound):
    for index, (parameter, value) in enumerate(bound.arguments.items()):
        if parameter in NOT_ARRAYS and _holds_array(value):
            raise TypeError(f"{name}: {parameter} must be made of Python integers, not of arrays")
        first = parameter if index == 0 else None
        if first == "a" and name not in LENIENT and not isinstance(value, StrictArray):
            raise _unsupported(value)
        if first == "tup" and not all(isinstance(item, StrictArray) for item in value):
            raise TypeError("Only cupy arrays can be concatenated")


def _bind(name, signature, args, kwargs):
    try:
        return signature.bind(*args, **kwargs)
    except TypeError as error:
        raise TypeError(f"cupy.{name}{signature}: {error}") from error


def _function(name, source):
    function = functools.reduce(getattr, name.split("."), np)
    signature = inspect.signature(eval(source))
    order = _numpy_order(function)

    def call(*args, **kwargs):
        bound = _bind(name, signature, args, kwargs)
        _check_arguments(name, bound)
        _check_positions(name, args, signature, order)
        if name in CONVERTERS:
            inner = [_unwrap_host(a) for a in args], {k: _unwrap_host(v) for k, v in kwargs.items()}
        else:
            inner = _unwrap(list(args), name), _unwrap(kwargs, name)
        result = _quiet(function, *inner[0], **inner[1])
        if name in ARRAYS_NOT_SCALARS:
            result = np.asarray(result)
        return _wrap(result, (*args, *kwargs.values()))

    call.__name__ = name
    return call


class Ufunc:
    """One of CuPy's ufuncs: `out`, `dtype` and `casting`, and the methods that CuPy wrote."""

    def __init__(self, name, methods):
        self.__name__ = name
        self._ufunc = getattr(np, name)
        self._methods = methods

    def __repr__(self):
        return f"<strict ufunc {self.__name__!r}>"

    @property
    def nin(self):
        return self._signature()[0]

    @property
    def nout(self):
        return self._signature()[1]

    def _signature(self):
        # Some of CuPy's ufuncs are plain functions in NumPy: sinc, i0, fix.
        return getattr(self._ufunc, "nin", 1), getattr(self._ufunc, "nout", 1)

    def __call__(self, *args, **kwargs):
        unknown = [key for key in kwargs if key not in ("out", "dtype", "casting")]
        if unknown:
            raise TypeError(f"Wrong arguments {unknown} of cupy.{self.__name__}")
        out = kwargs.get("out")
        outs = out if isinstance(out, tuple) else (out,)
        for value in (*args, *(o for o in outs if o is not None)):
            if not isinstance(value, (StrictArray, *SCALARS)):
                raise _unsupported(value)
        for value in (*args[self.nin :], *outs):
            if value is not None and not isinstance(value, StrictArray):
                raise TypeError(f"Output arguments type must be cupy.ndarray, not {type(value)}")
        inner = _unwrap(list(args), self.__name__), _unwrap(kwargs, self.__name__)
        return _wrap(_quiet(self._ufunc, *inner[0], **inner[1]), (*args, *outs))

    def _method(self, method, array, *args, **kwargs):
        if method not in self._methods:
            raise NotImplementedError(f"`cupy_{self.__name__}.{method}` is not supported yet")
        if not isinstance(array, StrictArray):
            raise _unsupported(array)
        inner = _unwrap([array, *args], self.__name__), _unwrap(kwargs, self.__name__)
        result = _quiet(getattr(self._ufunc, method), *inner[0], **inner[1])
        return _wrap(result, (*args, *kwargs.values()))

    def at(self, a, indices, b=None):
        known = AT_DTYPES.get(self.__name__, ())
        if isinstance(a, StrictArray) and known and a.dtype.name not in known:
            raise TypeError(f"cupy.{self.__name__}.at only supports {', '.join(known)}")
        if np.ndim(_unwrap(b, "at")) and not isinstance(b, StrictArray):
            raise _unsupported(b)
        return self._method("at", a, indices, b)

    def reduce(self, array, axis=0, dtype=None, out=None, keepdims=False):
        return self._method("reduce", array, axis, dtype, out, keepdims)

    def accumulate(self, array, axis=0, dtype=None, out=None):
        return self._method("accumulate", array, axis, dtype, out)

    def reduceat(self, array, indices, axis=0, dtype=None, out=None):
        return self._method("reduceat", array, indices, axis, dtype, out)

    def outer(self, A, B, **kwargs):
        return self._method("outer", A, B, **kwargs)


# --- the namespace -------------------------------------------------------------------------------


class Namespace:
    """CuPy, or one of its modules; attributes are made when they are first asked for."""

    def __init__(self, prefix=""):
        self._prefix = prefix
        self.__name__ = f"strict.{prefix}".rstrip(".")

    def __repr__(self):
        return f"<module {self.__name__!r}>"

    def __getattr__(self, name):
        full = self._prefix + name
        made = self._make(full)
        setattr(self, name, made)
        return made

    def _make(self, full):
        if any(known.startswith(full + ".") for known in TABLE) and full != "ndarray":
            return Namespace(full + ".")
        if full not in TABLE:
            raise AttributeError(f"module 'cupy' has no attribute {full!r} (CuPy {VERSION})")
        kind, about = TABLE[full]
        if full == "ndarray":
            return StrictArray
        if full in NOT_OFFERED:
            raise AttributeError(f"{full!r} is not offered: it would leave the device")
        try:
            value = functools.reduce(getattr, full.split("."), np)
        except AttributeError as error:
            raise AttributeError(f"{full!r} is in CuPy but not in NumPy") from error
        if kind == "ufunc":
            return Ufunc(full, about)
        if kind == "function":
            return _function(full, about)
        return value

    def __dir__(self):
        names = [n.removeprefix(self._prefix) for n in TABLE if n.startswith(self._prefix)]
        return sorted({n.split(".")[0] for n in names} - NOT_OFFERED)


strict = Namespace()


# --- the array -----------------------------------------------------------------------------------


class Flags:
    """The layout of an array; CuPy has no read-only arrays and so no `writeable`."""

    def __init__(self, flags):
        self.c_contiguous = flags.c_contiguous
        self.f_contiguous = flags.f_contiguous
        self.owndata = flags.owndata

    def __getitem__(self, name):
        return vars(self)[name.lower()]


def _check_index(index):
    """An index is made of integers, slices, None, an ellipsis and arrays or lists of integers."""
    items = index if isinstance(index, tuple) else (index,)
    masks = 0
    for item in items:
        if isinstance(item, np.ndarray):
            raise _unsupported(item)
        masks += isinstance(item, StrictArray) and item.dtype == bool
    if masks > 1:
        raise IndexError("CuPy takes one boolean array in an index, not several")
    inner = _unwrap(items, "index")
    # With an ellipsis NumPy, too, gives a view and not a scalar.
    return inner if any(item is Ellipsis for item in inner) else (*inner, Ellipsis)


class StrictArray:
    """An array that behaves as `cupy.ndarray` does where that differs from `numpy.ndarray`."""

    __slots__ = ("_array",)
    __array_ufunc__ = None  # NumPy's ufuncs raise TypeError, its arrays leave operators to us
    __hash__ = None

    def __init__(self, array):
        if type(array) is not np.ndarray:
            raise _unsupported(array)
        if array.dtype.kind not in KINDS_OF_DTYPES or array.dtype in (
            np.longdouble,
            np.clongdouble,
        ):
            raise ValueError(f"Unsupported dtype {array.dtype}")
        self._array = array

    def __array__(self, dtype=None, copy=None):
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. "
            "Please use `.get()` to construct a NumPy array explicitly."
        )

    def __array_function__(self, func, types, args, kwargs):
        raise TypeError(f"numpy.{func.__name__} was called on an array of another library")

    def get(self):
        """A copy as a NumPy array."""
        return self._array.copy()

    def set(self, array):
        """Copy a NumPy array of the same shape and dtype into this one."""
        if type(array) is not np.ndarray:
            raise _unsupported(array)
        if array.shape != self.shape or array.dtype != self.dtype:
            raise ValueError("set needs an array of the same shape and dtype")
        self._array[...] = array

    flags = property(lambda self: Flags(self._array.flags))

    def view(self, dtype=None):
        """The same memory read as another dtype."""
        return _wrap(self._array.view() if dtype is None else self._array.view(dtype))

    def fill(self, value):
        """Set every element to a number."""
        if isinstance(value, StrictArray) and value.ndim == 0:
            value = value._array
        elif not isinstance(value, SCALARS):
            raise _unsupported(value)
        self._array.fill(value)

    def __getitem__(self, index):
        return _wrap(self._array[_check_index(index)])

    def __setitem__(self, index, value):
        if not isinstance(value, (StrictArray, *SCALARS)):
            raise _unsupported(value)
        self._array[_check_index(index)] = _unwrap(value, "assignment")

    def __len__(self):
        if not self.ndim:
            raise TypeError("len() of unsized object")
        return len(self._array)

    def __iter__(self):
        if not self.ndim:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __copy__(self):
        return _wrap(self._array.copy())

    def __deepcopy__(self, memo):
        return _wrap(self._array.copy())

    def __repr__(self):
        return repr(self._array)

    def __str__(self):
        return str(self._array)

    def __format__(self, spec):
        return format(self._array, spec)

    def __bool__(self):
        return bool(self._array)

    # No __index__: the integer would have to come from the device.
    def __int__(self):
        return int(self._array)

    def __float__(self):
        return float(self._array)

    def __complex__(self):
        return complex(self._array)


def _operator(symbol, ufunc, reflected=False):
    def apply(self, other):
        if isinstance(other, (np.ndarray, list, tuple)):
            raise _unsupported(other)
        if not isinstance(other, (StrictArray, *SCALARS)):
            return NotImplemented
        return ufunc(other, self) if reflected else ufunc(self, other)

    apply.__name__ = symbol
    return apply


def _in_place(symbol, ufunc):
    def apply(self, other):
        return ufunc(self, other, out=self)

    apply.__name__ = symbol
    return apply


def _matmul(x, y, **kwargs):
    return strict.matmul(x, y, **kwargs)


def _install_operators():
    names = (
        "add:add sub:subtract mul:multiply truediv:true_divide floordiv:floor_divide "
        "mod:remainder pow:power lshift:left_shift rshift:right_shift and:bitwise_and "
        "or:bitwise_or xor:bitwise_xor"
    )
    pairs = [pair.split(":") for pair in names.split()]
    ufuncs = {symbol: getattr(strict, name) for symbol, name in pairs} | {"matmul": _matmul}
    for symbol, ufunc in ufuncs.items():
        setattr(StrictArray, f"__{symbol}__", _operator(symbol, ufunc))
        setattr(StrictArray, f"__r{symbol}__", _operator(symbol, ufunc, reflected=True))
        if symbol != "matmul":  # CuPy has no __imatmul__: Python makes x = x @ y of it
            setattr(StrictArray, f"__i{symbol}__", _in_place(symbol, ufunc))
    StrictArray.__divmod__ = _operator("divmod", strict.divmod)
    StrictArray.__rdivmod__ = _operator("divmod", strict.divmod, reflected=True)
    for symbol, name in dict(
        lt="less", le="less_equal", gt="greater", ge="greater_equal", eq="equal", ne="not_equal"
    ).items():
        setattr(StrictArray, f"__{symbol}__", _operator(symbol, getattr(strict, name)))
    for symbol, name in dict(
        neg="negative", pos="positive", abs="absolute", invert="invert"
    ).items():
        ufunc = getattr(strict, name)
        setattr(StrictArray, f"__{symbol}__", lambda self, ufunc=ufunc: ufunc(self))


def _method(name, source):
    signature = inspect.signature(eval(source))
    order = _numpy_order(getattr(np.ndarray, name))

    def call(self, *args, **kwargs):
        bound = _bind(f"ndarray.{name}", signature, args, kwargs)
        _check_arguments(f"ndarray.{name}", bound)
        if order is not None:
            _check_positions(f"ndarray.{name}", args, signature, order[1:])
        inner = _unwrap(list(args), name), _unwrap(kwargs, name)
        result = _quiet(getattr(self._array, name), *inner[0], **inner[1])
        return _wrap(result, (self, *args, *kwargs.values()))

    call.__name__ = name
    return call


def _attribute(name):
    return property(lambda self: _wrap(operator.attrgetter(name)(self._array)))


def _install_members():
    """The methods and attributes that CuPy and NumPy share."""
    own = set(vars(StrictArray)) | {"data", "device", "dump", "dumps", "flat", "tobytes", "tofile"}
    for full, (kind, about) in TABLE.items():
        name = full.removeprefix("ndarray.")
        if not full.startswith("ndarray.") or name in own or not hasattr(np.ndarray, name):
            continue
        setattr(StrictArray, name, _method(name, about) if kind == "method" else _attribute(name))


_install_operators()
_install_members()


# --- for the backend table -----------------------------------------------------------------------


def array_module():
    """The array type and its namespace."""
    return StrictArray, strict


def to_numpy(array):
    """A NumPy copy of a StrictArray."""
    return array.get()


def from_numpy(array):
    """A StrictArray with a copy of a NumPy array."""
    return StrictArray(np.array(array))
