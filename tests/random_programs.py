"""Random programs of Python's control flow, for comparing the modes in which they can run.

A program is the source of a function `f(a, b, x, p, n, w)`: `a` and `b` are int32 scalars, `x` is a
float64 vector, `p` a Python number, `n` a number of steps, `w` a variable. Inside it has besides a
dictionary `d`, a list `l`, an object `o` and a `TensorArray` named `ta`.
"""

import itertools
import linecache
import textwrap

from hypothesis import strategies as st

import eagerflow as ef

_numbers = itertools.count()


class Box:
    """An object with an attribute."""


def helper(x, y):
    """Called by the programs: the conversion reaches it."""
    if x > y:
        return (x - y) % 7
    return (y * 2) % 7


def counted(x, limit):
    """A loop of its own, left early."""
    steps = 0
    while x < limit:
        x = x * 2 + 1
        steps += 1
        if steps > 4:
            return steps
    return steps


def compiled(source):
    """The function `f` of a source text, which can be read back as that of a file can."""
    filename = f"<program {next(_numbers)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    scope = {"ef": ef, "__name__": "program", "helper": helper, "counted": counted, "Box": Box}
    exec(compile(source, filename, "exec"), scope)
    return scope["f"]


HEAD = """\
def f(a, b, x, p, n, w):
    d = {"u": a, "v": b}
    l = [a, b + 1]
    o = Box()
    o.v = a - b
    ta = ef.TensorArray(ef.int32, size=4, clear_after_read=False, element_shape=[])
"""
TAIL = """\
    ints = a + 2 * b + 3 * p + d["u"] + 5 * d["v"] + l[0] - l[1] + o.v
    return ints % 101, x, ta.stack(), w.read_value()
"""

_name = st.sampled_from(["a", "b", "p", "a", "b", 'd["u"]', 'd["v"]', "l[0]", "l[1]", "o.v"])
_target = st.sampled_from(["a", "b", "p", "a", "b", 'd["u"]', "l[1]", "o.v"])
_literal = st.integers(-3, 6).map(str)
_value = st.one_of(_name, _name, _literal)


def _joined(template, *parts):
    return st.tuples(*parts).map(lambda values: template.format(*values))


_expression = st.recursive(
    st.one_of(_value, st.sampled_from(["w.read_value()", "ta.read(2)", "n"])),
    lambda inner: st.one_of(
        _joined("(({} {} {}) % 7)", inner, st.sampled_from("+-*"), inner),
        _joined("helper({}, {})", inner, inner),
        _joined("counted({}, {})", inner, _value),
        _joined("(lambda v: v - {})({})", _value, inner),
        _joined("ef.reduce_sum(ef.stack([{} + v for v in ({}, {})]))", _value, _value, inner),
    ),
    max_leaves=3,
)
_comparison = st.one_of(
    _joined("{} {} {}", _expression, st.sampled_from("< > <= >=".split()), _expression),
    _joined("ef.{}({}, {})", st.sampled_from(["equal", "not_equal"]), _expression, _expression),
    _joined("{} == {}", _value, _value),  # of objects, not of values, in 1.x graphs
    _joined("{} < {} <= {}", _value, _value, _value),
    _joined("ef.reduce_sum(x) > {}", _literal),
)
_condition = st.recursive(
    _comparison,
    lambda inner: st.one_of(
        _joined("not ({})", inner),
        _joined("({}) {} ({})", inner, st.sampled_from(["and", "or"]), inner),
    ),
    max_leaves=3,
)
_right = st.one_of(_expression, _joined("{} if {} else {}", _expression, _condition, _expression))
_float = st.sampled_from(
    [
        "x = ef.tanh(x) * 1.5",
        "x = x + 0.25 * ef.sin(x)",
        "x = x * ef.reduce_sum(x) * 0.125",
        "x -= 0.5",
        "x = ef.reverse(x, [0]) + ef.cast(a % 3, ef.float64)",
        "x = ef.where(x > 0.0, x * 0.5, x * x * 0.125)",
        "x = ef.map_fn(lambda v: v * 0.5 + x[0] * 0.25, x)",
        "x = ef.scan(lambda s, v: s * 0.5 + v, x)",
    ]
)


def _block(lines):
    return textwrap.indent("\n".join(lines), "    ")


@st.composite
def _statements(draw, depth, in_loop):
    """The lines of a block."""
    lines = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(_statement(depth, in_loop)).split("\n")
    return lines


_SIMPLE = ["assign", "assign", "assign", "add", "float", "more", "array", "variable", "local"]
_COMPOUND = ["if", "if", "if", "for", "while", "python for", "return", "nested", "try", "items"]


@st.composite
def _statement(draw, depth, in_loop):
    kinds = _SIMPLE + (_COMPOUND if depth else [])
    kinds += ["break", "continue"] if in_loop else []
    kind = draw(st.sampled_from(kinds))
    return draw(_plain(kind)) if kind in _SIMPLE else draw(_compound(kind, depth, in_loop))


@st.composite
def _plain(draw, kind):
    match kind:
        case "assign":
            return f"{draw(_target)} = {draw(_right)}"
        case "add":
            return f"{draw(_target)} {draw(st.sampled_from(['+=', '-=']))} {draw(_value)}"
        case "float":
            return draw(_float)
        case "array":
            return f"ta = ta.write({draw(_value)} % 4, {draw(_expression)})"
        case "variable":
            return f"w.{draw(st.sampled_from(['assign', 'assign_add']))}({draw(_expression)})"
        case "local":
            name = f"t{draw(st.integers(0, 2))}"
            return f"{name} = {draw(_expression)}\n{draw(_target)} = {name} - {draw(_value)}"
    return draw(
        st.one_of(
            _joined("a, b = b, {}", _expression),
            _joined('d = {{"u": d["v"], "v": {}}}', _expression),
            _joined("l = [l[1], {}]", _expression),
            _joined("assert {} < {} or True", _value, _value),
            _joined("del t0" if draw(st.booleans()) else "a = {}", _value).map(
                lambda s: s if s[0] == "a" else "t0 = a\ndel t0"
            ),
        )
    )


@st.composite
def _compound(draw, kind, depth, in_loop):
    match kind:
        case "break" | "continue":
            text = f"if {draw(_condition)}:\n"
            if draw(st.booleans()):
                text += f"    {draw(_plain('assign'))}\n"
            return f"{text}    {kind}"
        case "return":
            result = f"({draw(_expression)} + 0 * a) % 101, x, ta.stack(), w.read_value()"
            return f"if {draw(_condition)}:\n    return {result}"
        case "if":
            text = f"if {draw(_condition)}:\n{_block(draw(_statements(depth - 1, in_loop)))}"
            if draw(st.booleans()):
                body = _block(draw(_statements(depth - 1, in_loop)))
                text += f"\nelif {draw(_condition)}:\n{body}"
            if draw(st.booleans()):
                text += f"\nelse:\n{_block(draw(_statements(depth - 1, in_loop)))}"
            return text
        case "nested":
            name = f"g{next(_numbers)}"
            inner = f"nonlocal a\na = {draw(_right)}\nreturn v + {draw(_value)}"
            return f"def {name}(v):\n{_block(inner.split(chr(10)))}\nb = {name}({draw(_value)})"
        case "try":
            first = _block(draw(_statements(depth - 1, in_loop)))
            return f"try:\n{first}\nfinally:\n    {draw(_plain('assign'))}"
    return draw(_loop(kind, depth))


@st.composite
def _loop(draw, kind, depth):
    body = _block(draw(_statements(depth - 1, True)))
    orelse = f"\nelse:\n    {draw(_plain('assign'))}" if draw(st.integers(0, 3)) == 0 else ""
    if kind == "while":
        count = f"k{next(_numbers)}"
        test = "True" if draw(st.integers(0, 4)) == 0 else draw(_condition)
        head = f"{count} = 0\nwhile {count} < 3 and ({test}):\n    {count} += 1"
        return f"{head}\n{body}{orelse}"
    if kind == "items":
        over = draw(
            st.sampled_from(
                ["ef.stack([a, b, n])", "[a, b]", "(b, 2)", "d.values()", "zip(l, (1, 2))"]
            )
        )
        item = "i, _" if over.startswith("zip") else "i"
        return f"for {item} in {over}:\n    b = (b + i) % 7\n{body}{orelse}"
    over = {"for": "ef.range(n)", "python for": "range(3)"}[kind]
    return f"for i in {over}:\n    b = (b + i) % 7\n{body}{orelse}"


@st.composite
def sources(draw):
    """The source of a program."""
    return f"{HEAD}{_block(draw(_statements(2, False)))}\n{TAIL}"
