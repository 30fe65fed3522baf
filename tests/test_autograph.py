"""Python's control flow in functions, decided by tensors; see also the random programs."""

import itertools

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


def values_everywhere(program, *values):
    """What a program gives in plain Python and in a function; they must agree."""
    arguments = [ef.constant(v) for v in values]
    wanted = ef.nest.map_structure(lambda v: ef.convert_to_tensor(v).numpy(), program(*arguments))
    found = ef.nest.map_structure(lambda v: v.numpy(), ef.function(program)(*arguments))
    assert ef.nest.flatten(found) == ef.nest.flatten(wanted)
    return found


def first_above(n, limit):
    for i in ef.range(n):
        if i < 2:
            continue
        if i > limit:
            found = i * 10
            break
        seen = i
    else:
        found = -1
        seen = -2
    return found, seen


def test_variables_that_only_some_paths_through_a_loop_set():
    assert values_everywhere(first_above, 9, 5) == (60, 5)
    assert values_everywhere(first_above, 2, 5) == (-1, -2)
    with pytest.raises(ef.errors.InvalidArgumentError, match="'seen' has no value before a loop"):
        ef.function(first_above)(ef.constant(9), ef.constant(1))


def test_a_variable_that_a_loop_of_no_steps_does_not_set_is_missed_when_it_is_read():
    @ef.function
    def last(n, read):
        for i in ef.range(n):
            x = i
        if read:
            n = x
        return n

    assert last(ef.constant(3), ef.constant(True)).numpy() == 2
    assert last(ef.constant(0), ef.constant(False)).numpy() == 0
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"'x' has no value before a loop"):
        last(ef.constant(0), ef.constant(True))


def test_none_before_a_loop_is_no_number():
    @ef.function
    def last(n):
        x = None
        for i in ef.range(n):
            x = i
        return x

    assert last(ef.constant(3)).numpy() == 2
    with pytest.raises(ef.errors.InvalidArgumentError, match="'x' is None before a loop"):
        last(ef.constant(0))

    @ef.function
    def largest(values):
        best = None
        for x in values:
            if best is None or x > best:
                best = x
        return best

    with pytest.raises(ValueError, match="'best' is None before a loop"):
        largest(ef.constant([-3, -1]))


def test_elements_of_lists_and_dictionaries_are_set_by_any_index():
    def f(x):
        d = {"a": x, "b": x + 1}
        line = [x, x]
        for i in ef.range(3):
            for key in d:
                d[key] += i
        if x > 0:
            line[1 - 1] = x * 2
            line = [line[1], line[0]]
            del d["a"]
            d["a"] = x * 5
        return d["a"], d["b"], line[0], line[1]

    assert values_everywhere(f, 1) == (5, 5, 1, 2)
    assert values_everywhere(f, -1) == (2, 3, -1, -1)


def test_a_list_that_grows_in_one_branch_only_is_refused():
    def f(x):
        line = [x]
        if x > 0:
            line.append(x + 1)
        else:
            line.append(x - 1)
        return line[1]

    assert values_everywhere(f, 1) == 2
    assert values_everywhere(f, -1) == -2

    @ef.function
    def g(x):
        line = [x]
        if x > 0:
            line.append(x)
        return line[-1]

    with pytest.raises(TypeError, match="'line' does not have the same nested structure"):
        g(ef.constant(1))


def test_what_is_appended_to_a_tensor_array_is_written_behind_its_end():
    @ef.function
    def squares(n):
        found = ef.TensorArray(ef.int32, size=0, dynamic_size=True, element_shape=[])
        for i in ef.range(n):
            found.append(i * i)
        return found.stack()

    assert squares(ef.constant(4)).numpy().tolist() == [0, 1, 4, 9]


def test_functions_see_what_loops_set_and_loops_what_functions_set():
    def f(n):
        def read():
            return a

        def count():
            nonlocal steps
            steps += 1

        steps = 0
        for i in ef.range(n):
            a = i
            count()
        return read(), steps

    assert values_everywhere(f, 4) == (3, 4)

    def g(n):
        a = 0
        later = lambda: a
        for i in ef.range(n):
            a = i
        return later()

    assert values_everywhere(g, 4) == 3


MODULE_COUNT = 0


def test_variables_of_the_module_in_branches_and_loops():
    def f(n):
        global MODULE_COUNT
        MODULE_COUNT = 0

        def count():
            global MODULE_COUNT
            MODULE_COUNT += 2

        for _ in ef.range(n):
            count()
        if n > 2:
            MODULE_COUNT += 1
        return MODULE_COUNT

    assert [values_everywhere(f, n) for n in (3, 1)] == [7, 2]


def test_conditions_that_set_variables():
    def f(x):
        total = 0
        while (x := x + 1) < 10:
            total += x
        if (y := total * 2) > 20:
            total = y
        return total

    assert values_everywhere(f, 5) == 60
    assert values_everywhere(f, 20) == 0


def test_a_tensor_leaves_loops_over_enumerate_and_zip():
    def f(x):
        for i, (a, b) in enumerate(zip([1, 2, 3], (4, 5, 6))):
            x += a * b
            if x > 10:
                return x + i
        return -x

    assert [values_everywhere(f, x) for x in (0, 50, -99)] == [15, 54, 67]

    @ef.function
    def endless(x):
        for i in itertools.count():
            if x < i:
                break
        return i

    with pytest.raises(NotImplementedError, match="how long the iterator is cannot be told"):
        endless(ef.constant(3))
