"""Random programs: plain Python on eager tensors and a traced function give the same numbers."""

import itertools
import linecache
import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

import eagerflow as ef

_numbers = itertools.count()


def program(source):
    """The function `f` of a source text, which can be read back as that of a file can."""
    filename = f"<program {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    scope = {"ef": ef, "__name__": "program", "helper": helper}
    exec(compile(source, filename, "exec"), scope)
    return scope["f"]


def helper(x, y):
    """Called by the programs: the conversion reaches it."""
    if x > y:
        return (x - y) % 7
    return (y * 2) % 7


NAMES = ["a", "b", "p"]  # two tensors and a Python number
_name = st.sampled_from(NAMES)
_value = st.one_of(_name, st.integers(-3, 6).map(str))
_expression = st.recursive(
    _value,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"(({' '.join(t)}) % 7)"),
        st.tuples(inner, inner).map(lambda t: f"helper({t[0]}, {t[1]})"),
    ),
    max_leaves=3,
)
_comparison = st.one_of(
    st.tuples(_expression, st.sampled_from(["<", ">", "<=", "==", "!="]), _expression).map(
        " ".join
    ),
    st.tuples(_value, _value, _value).map(lambda t: f"{t[0]} < {t[1]} <= {t[2]}"),
)
_condition = st.recursive(
    _comparison,
    lambda inner: st.one_of(
        inner.map(lambda c: f"not ({c})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda t: f"({t[0]}) {t[1]} ({t[2]})"
        ),
    ),
    max_leaves=3,
)
_right = st.one_of(
    _expression,
    st.tuples(_expression, _condition, _expression).map(lambda t: f"{t[0]} if {t[1]} else {t[2]}"),
)


def block(lines):
    return textwrap.indent("\n".join(lines), "    ")


@st.composite
def statements(draw, depth, in_loop):
    """The lines of a block."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(statement(depth, in_loop)).split("\n")
    return lines


@st.composite
def statement(draw, depth, in_loop):
    simple = ["assign", "assign", "add"]
    kinds = simple + (["if", "if", "for", "while", "python for", "return"] if depth else [])
    kinds += ["break", "continue"] if in_loop else []
    kind = draw(st.sampled_from(kinds))
    if kind == "assign":
        return f"{draw(_name)} = {draw(_right)}"
    if kind == "add":
        return f"{draw(_name)} += {draw(_value)}"
    if kind in ("break", "continue"):
        return f"if {draw(_condition)}:\n    {kind}"
    if kind == "return":
        return f"if {draw(_condition)}:\n    return {draw(_expression)} + 0 * a"
    if kind == "if":
        text = f"if {draw(_condition)}:\n{block(draw(statements(depth - 1, in_loop)))}"
        if draw(st.booleans()):
            text += f"\nelse:\n{block(draw(statements(depth - 1, in_loop)))}"
        return text
    body = block(draw(statements(depth - 1, True)))
    if kind == "while":
        count = f"k{next(_numbers)}"
        head = f"{count} = 0\nwhile {count} < 3 and ({draw(_condition)}):\n    {count} += 1"
        return f"{head}\n{body}"
    over = "ef.range(n)" if kind == "for" else "range(3)"
    return f"for i in {over}:\n    b = (b + i) % 7\n{body}"


@st.composite
def sources(draw):
    lines = draw(statements(2, False))
    return f"def f(a, b, p, n):\n{block(lines)}\n    return (a + 2 * b + 3 * p) % 101\n"


@settings(max_examples=300, deadline=None)
@given(sources(), st.integers(-3, 6), st.integers(-3, 6), st.integers(0, 3))
def test_a_random_program_gives_what_python_gives(source, a, b, n):
    f = program(source)
    arguments = ef.constant(a), ef.constant(b), 2, ef.constant(n)
    wanted = int(f(*arguments))
    assert int(ef.function(f)(*arguments)) == wanted, source
