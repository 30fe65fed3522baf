"""Running sums and products."""

from tests.goldens.cases import case, numbers

X = numbers(3, 4)

CASES = [
    case("cumsum", X, axis=1, exclusive=True, grad=True),
    case("math.cumsum", X, axis=0, reverse=True, grad=True),
    case("math.cumprod", X, axis=1, grad=True),
]
