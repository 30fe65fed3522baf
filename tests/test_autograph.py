"""Python's control flow in functions, decided by tensors; see also the random programs."""

import pytest

import eagerflow as ef


def sign(x):
    if x > 0.0:
        return x * 2.0
    else:
        return -x


def jumps(n):
    total = 0
    for i in ef.range(n):
        if i % 2 == 0:
            continue
        if i > 7:
            break
        total += i
    return total


def halved(x):
    while ef.reduce_sum(x) > 1.0 and x[0] > 0.0:
        x = x / 2.0
    return x


def chosen(x):
    y = x if 0.0 < x < 2.0 else x * x
    return y if not y > 5.0 else 5.0 + 0.0 * y


PROGRAMS = {
    "early return": (sign, [3.0, -3.0]),
    "break and continue": (jumps, [20, 3, 0]),
    "while and and": (halved, [[4.0, 4.0], [-1.0, 5.0], [0.1, 0.2]]),
    "conditional expressions": (chosen, [1.0, 2.1, 9.0]),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_function_gives_what_python_gives(name):
    program, values = PROGRAMS[name]
    traced = ef.function(program)
    for value in values:
        x = ef.constant(value)
        assert traced(x).numpy().tolist() == ef.convert_to_tensor(program(x)).numpy().tolist()
    assert len(traced.traces) == 1


def test_gradients_flow_through_converted_branches_and_loops():
    def step(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(halved(x)) * sign(x[1])
        return tape.gradient(y, x)

    x = ef.constant([4.0, 3.0])
    assert ef.function(step)(x).numpy().tolist() == step(x).numpy().tolist()


def test_a_range_of_a_negative_number_is_empty():
    @ef.function
    def count(n):
        total = 0
        for _ in range(n):
            total += 1
        return total

    assert [count(ef.constant(n)).numpy() for n in (3, 0, -2)] == [3, 0, 0]


def test_functions_that_are_passed_on_are_converted():
    x = ef.constant([3.0, -3.0, 1.0])
    assert ef.function(lambda x: ef.map_fn(sign, x))(x).numpy().tolist() == [6.0, 3.0, 2.0]

    @ef.function
    def chosen_by_index(i, x):
        return ef.switch_case(i, [lambda: sign(x), lambda: x], default=lambda: x + 1.0)

    assert chosen_by_index(ef.constant(0), ef.constant(-4.0)).numpy() == 4.0

    @ef.function
    def looped(x):
        return ef.while_loop(lambda v: v < 50.0, sign, [x])[0]

    assert looped(ef.constant(3.0)).numpy() == 96.0


def test_methods_and_their_variables():
    class Counter:
        def __init__(self):
            self.w = ef.Variable(2.0)

        @ef.function
        def __call__(self, x):
            if x > 1.0 and self.w < 3.0:
                self.w.assign_add(1.0)
            return self.w * x

    counter = Counter()
    assert [counter(ef.constant(v)).numpy() for v in (0.5, 2.0, 2.0)] == [1.0, 6.0, 6.0]


def test_a_value_that_one_branch_does_not_give_is_named():
    @ef.function
    def f(x):
        if x > 0.0:
            y = x
        return y

    with pytest.raises(ValueError, match="'y' must also be initialized in the else branch") as e:
        f(ef.constant(1.0))
    assert "test_autograph.py" in str(e.value)


def test_python_values_decide_while_tracing():
    @ef.function
    def f(x, twice):
        if twice:
            x = x * 2.0
        return x

    assert f(ef.constant(1.0), True).numpy() == 2.0
    assert f(ef.constant(1.0), False).numpy() == 1.0
    assert len(f.traces) == 2


def test_without_conversion_a_tensor_does_not_decide():
    with pytest.raises(TypeError, match="as a Python `bool` is not allowed"):
        ef.function(sign, autograph=False)(ef.constant(1.0))
