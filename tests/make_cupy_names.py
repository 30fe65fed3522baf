"""Write `cupy_names.txt`: what CuPy offers and how it may be called. Needs CuPy, no GPU.

    python tests/make_cupy_names.py

A line is a kind, a name and, for what can be called, its parameters; one with a default value ends
in `=`. After a ufunc's name stand the methods that it implements.
"""

import inspect
import re
from pathlib import Path

import cupy

MODULES = ("", "fft", "linalg", "lib.stride_tricks")
METHODS = ("accumulate", "at", "outer", "reduce", "reduceat")


class Probe:
    """Stands for an array when a ufunc method is tried: it has what they delegate to."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


def methods_of(ufunc):
    found = []
    for name in METHODS:
        method = getattr(ufunc, name)
        try:
            if name != "outer":  # written for all of them
                method(Probe(), 0)
        except NotImplementedError:
            continue
        found.append(name)
    return found


def written(parameters):
    """`(a, axis=, *, out=)`: the names, without annotations and values of defaults."""
    parts, star = [], False
    for p in parameters:
        if p.kind is p.KEYWORD_ONLY and not star:
            parts.append("*")
        star = star or p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        prefix = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        parts.append(prefix + p.name + ("" if p.default is p.empty else "="))
    return f"({', '.join(parts)})"


def signature_of(function):
    try:
        return inspect.signature(function)
    except ValueError:  # compiled: the first line of its docstring, C types before the names
        line = (function.__doc__ or "").split("\n")[0]
        found = re.search(r"\((.*)\)", line)
        if found is None:
            return None
        names = re.sub(r"\b[A-Za-z_]\w* (?=\w)", "", found[1])
        return inspect.signature(eval(f"lambda {names}: None"))


def call_of(function, skip=0):
    signature = signature_of(function)
    if signature is None:
        return ""
    return written(list(signature.parameters.values())[skip:])


def lines_of(module_name):
    module = cupy
    for part in filter(None, module_name.split(".")):
        module = getattr(module, part)
    for name in sorted(vars(module)):
        value = getattr(module, name)
        full = f"{module_name}.{name}" if module_name else name
        if name.startswith("_") or inspect.ismodule(value) or name == "annotations":
            continue
        if isinstance(value, cupy.ufunc):
            yield " ".join(["ufunc", full, *methods_of(value)])
        elif inspect.isclass(value):
            yield f"class {full}"
        elif callable(value):
            yield f"function {full}{call_of(value)}"
        else:
            yield f"object {full}"


def array_lines():
    for name in sorted(dir(cupy.ndarray)):
        value = getattr(cupy.ndarray, name)
        if name.startswith("_"):
            continue
        if callable(value):
            yield f"method ndarray.{name}{call_of(value, skip=1)}"
        else:
            yield f"attribute ndarray.{name}"


def main():
    lines = [f"# cupy {cupy.__version__}; written by make_cupy_names.py"]
    for module_name in MODULES:
        lines += lines_of(module_name)
    lines += array_lines()
    Path(__file__).with_name("cupy_names.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
