"""What functions on images do beyond the values of one eager call."""

from __future__ import annotations

import re

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

image = ef.image
F32 = ef.float32


def picture(*shape):
    n = np.arange(np.prod(shape), dtype=np.float32)
    return (0.5 + 0.5 * np.cos(2.7 * n)).reshape(shape)


UNKNOWN = [
    lambda x: image.resize(x, [3, 9]),
    lambda x: image.resize(x, [3, 9], "nearest"),
    lambda x: image.resize(x, [3, 9], "bicubic"),
    lambda x: image.resize(x, [3, 9], "area"),
    lambda x: image.resize(x, [3, 9], "lanczos3", antialias=True),
    lambda x: image.resize(x, [30, 9], preserve_aspect_ratio=True),
    lambda x: image.resize_with_pad(x, 9, 3),
    lambda x: image.resize_with_pad(x, 3, 9, "lanczos5"),
    lambda x: image.resize_with_crop_or_pad(x, 9, 3),
    lambda x: image.crop_to_bounding_box(x, 1, 2, 3, 2),
    lambda x: image.pad_to_bounding_box(x, 1, 2, 7, 12),
    lambda x: image.central_crop(x, 0.6),
    image.flip_left_right,
    image.flip_up_down,
    image.rot90,
    image.transpose,
    image.per_image_standardization,
    lambda x: image.adjust_contrast(x, 2.0),
    lambda x: image.adjust_hue(x, 0.2),
    lambda x: image.adjust_saturation(x, 0.4),
    image.rgb_to_grayscale,
    lambda x: image.grayscale_to_rgb(x[..., :1]),
    lambda x: image.stateless_random_crop(x, (ef.shape(x) + 1) // 2, [1, 2]),
    lambda x: image.stateless_random_flip_up_down(x, [1, 2]),
]


@pytest.mark.parametrize("change", UNKNOWN, ids=range(len(UNKNOWN)))
@pytest.mark.parametrize("shape", [(2, 4, 6, 3), (5, 7, 3)], ids=["batch", "image"])
def test_a_function_of_unknown_sizes_gives_what_eager_calls_give(change, shape) -> None:
    x = picture(*shape)
    traced = ef.function(change, input_signature=[ef.TensorSpec([None] * len(shape), F32)])
    expected = change(ef.constant(x)).numpy()
    np.testing.assert_allclose(traced(x).numpy(), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("change", UNKNOWN, ids=range(len(UNKNOWN)))
def test_gradients_flow_through_sizes_that_are_not_known(change) -> None:
    x = ef.constant(picture(1, 4, 6, 3))

    def slope(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(change(x) ** 2)
        return tape.gradient(y, x)

    traced = ef.function(slope, input_signature=[ef.TensorSpec([None] * 4, F32)])
    expected = slope(x).numpy()
    assert np.abs(expected).max() > 0
    np.testing.assert_allclose(traced(x).numpy(), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", [(2, 4, 6, 3), (5, 7, 3)], ids=["batch", "image"])
def test_numbers_of_a_graph_may_say_sizes_places_and_turns(shape) -> None:
    x = ef.constant(picture(*shape))

    @ef.function
    def run(x, n):
        return (
            image.rot90(x, n),
            image.resize(x, [n, n + 4]),
            image.resize(x, ef.stack([n, 9]), "nearest"),
            image.resize_with_pad(x, n + 2, n + 9),
            image.resize_with_crop_or_pad(x, n, n + 20),
            image.crop_to_bounding_box(x, n - 2, 1, n, n + 1),
            image.pad_to_bounding_box(x, n, 1, n + 8, n + 8),
            image.central_crop(x, 0.15 + 0.1 * ef.cast(n, F32)),
            image.adjust_hue(x, 0.1 * ef.cast(n, F32)),
            image.random_crop(x, [*shape[:-3], n, n, 1]),
        )

    for n in (2, 3):
        got = run(x, ef.constant(n))
        np.testing.assert_array_equal(got[0], image.rot90(x, n))
        np.testing.assert_array_equal(got[1], image.resize(x, [n, n + 4]))
        np.testing.assert_array_equal(got[2], image.resize(x, [n, 9], "nearest"))
        np.testing.assert_array_equal(got[3], image.resize_with_pad(x, n + 2, n + 9))
        np.testing.assert_array_equal(got[4], image.resize_with_crop_or_pad(x, n, n + 20))
        np.testing.assert_array_equal(got[5], image.crop_to_bounding_box(x, n - 2, 1, n, n + 1))
        np.testing.assert_array_equal(got[6], image.pad_to_bounding_box(x, n, 1, n + 8, n + 8))
        np.testing.assert_array_equal(got[7], image.central_crop(x, 0.15 + 0.1 * n))
        np.testing.assert_allclose(got[8], image.adjust_hue(x, 0.1 * n), rtol=1e-5, atol=1e-6)
        assert got[9].shape == (*shape[:-3], n, n, 1)


def test_images_of_unknown_rank_are_turned_by_what_comes_in() -> None:
    @ef.function(input_signature=[ef.TensorSpec(None, F32), ef.TensorSpec([], ef.int32)])
    def run(x, k):
        return image.flip_left_right(x), image.transpose(x), image.rot90(x), image.rot90(x, k)

    for shape in ((2, 3, 4, 1), (3, 4, 2)):
        x = picture(*shape)
        flipped, swapped, turned, thrice = run(x, 3)
        np.testing.assert_array_equal(flipped, np.flip(x, -2))
        np.testing.assert_array_equal(swapped, np.swapaxes(x, -3, -2))
        np.testing.assert_array_equal(turned, np.rot90(x, 1, (-3, -2)))
        np.testing.assert_array_equal(thrice, np.rot90(x, 3, (-3, -2)))


def test_sizes_that_are_known_are_known_in_the_graph() -> None:
    shapes = []

    @ef.function(input_signature=[ef.TensorSpec([None, 4, 6, 3], F32)])
    def run(x):
        shapes.append(image.resize(x, [2, 5], "bicubic").shape.as_list())
        shapes.append(image.resize_with_pad(x, 9, 9).shape.as_list())
        shapes.append(image.random_crop(x[0], [2, 2, 3]).shape.as_list())
        return image.random_flip_left_right(x)

    run(picture(1, 4, 6, 3))
    assert shapes == [[None, 2, 5, 3], [None, 9, 9, 3], [2, 2, 3]]


@pytest.mark.parametrize("shape", [[None, None, None, 3], None], ids=["batch", "any rank"])
def test_sizes_asked_for_are_known_where_those_of_the_image_are_not(shape) -> None:
    found = {}

    @ef.function(input_signature=[ef.TensorSpec(shape, F32), ef.TensorSpec([], ef.int32)])
    def run(x, n):
        made = {
            "pad": image.pad_to_bounding_box(x, 1, 1, 9, n),
            "fit": image.resize_with_pad(x, 9, 8),
            "cut": image.crop_to_bounding_box(x, n - 8, 1, 2, 3),
            "both": image.resize_with_crop_or_pad(x, 9, 8),
        }
        found.update({k: v.shape.as_list()[-3:-1] for k, v in made.items()})
        return list(made.values())

    out = run(picture(*([1] if shape else []), 5, 6, 3), 9)
    assert found == {"pad": [9, None], "fit": [9, 8], "cut": [2, 3], "both": [9, 8]}
    assert [tuple(t.shape)[-3:-1] for t in out] == [(9, 9), (9, 8), (2, 3), (9, 8)]


def test_colors_of_unknown_rank_are_mixed_by_their_last_axis() -> None:
    @ef.function(input_signature=[ef.TensorSpec(None, F32)])
    def run(x):
        return image.rgb_to_grayscale(x), image.rgb_to_yuv(x)

    for shape in ((2, 4, 3), (3,)):
        gray, yuv = run(picture(*shape))
        np.testing.assert_array_equal(gray, image.rgb_to_grayscale(picture(*shape)))
        np.testing.assert_array_equal(yuv, image.rgb_to_yuv(picture(*shape)))


RANDOM = {
    "brightness": lambda x, **k: image.random_brightness(x, 0.2, **k),
    "contrast": lambda x, **k: image.random_contrast(x, 0.5, 1.5, **k),
    "hue": lambda x, **k: image.random_hue(x, 0.3, **k),
    "saturation": lambda x, **k: image.random_saturation(x, 0.5, 1.5, **k),
    "crop": lambda x, **k: image.random_crop(x, [2, 3, 3], **k),
    "left_right": lambda x, **k: ef.stack([image.random_flip_left_right(x, **k) for _ in range(9)]),
    "up_down": lambda x, **k: ef.stack([image.random_flip_up_down(x, **k) for _ in range(9)]),
}


@pytest.mark.parametrize("name", RANDOM)
def test_a_global_and_an_own_seed_repeat_a_random_change(name) -> None:
    x = picture(9, 8, 3)

    def run(root, **own):
        ef.random.set_seed(root)
        return [RANDOM[name](x, **own).numpy() for _ in range(2)]

    first, again, other = run(5, seed=1), run(5, seed=1), run(6, seed=1)
    np.testing.assert_array_equal(first, again)
    assert np.any(first[0] != first[1])
    assert np.any(first[0] != other[0])
    np.testing.assert_array_equal(run(5), run(5))


def test_each_image_of_a_batch_is_mirrored_by_its_own_chance() -> None:
    x = np.broadcast_to(picture(2, 3, 1), (400, 2, 3, 1))
    for flip, axis in ((image.random_flip_left_right, 2), (image.random_flip_up_down, 1)):
        y = flip(x, seed=3).numpy()
        flipped = np.all(y == np.flip(x, axis), (1, 2, 3))
        assert np.all(flipped | np.all(y == x, (1, 2, 3)))
        assert 150 < flipped.sum() < 250


def test_random_changes_of_light_are_uniform_over_their_range() -> None:
    x = ef.zeros([1])
    drawn = np.array([image.random_brightness(x, 0.5).numpy()[0] for _ in range(400)])
    assert drawn.min() >= -0.5
    assert drawn.max() < 0.5
    assert abs(drawn.mean()) < 0.1
    assert abs(drawn.std() - 12**-0.5) < 0.05


def test_random_crops_come_from_every_place() -> None:
    places = {int(image.random_crop(ef.range(10), [4])[0]) for _ in range(300)}
    assert places == set(range(7))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: image.resize(x[0], [2, 2]), "'images' must have either 3 or 4 dimensions."),
        (lambda x: image.resize(x, [2, 2, 2]), "'size' must be a 1-D Tensor of 2 elements"),
        (lambda x: image.resize(x, 2), "'size' must be a 1-D Tensor of 2 elements"),
        (lambda x: image.resize(x, [2.5, 2]), "'size' must be a 1-D int32 Tensor"),
        (lambda x: image.resize(x, ef.constant([2, 2], "int64")), "'size' must be a 1-D int32"),
        (lambda x: image.resize(x, [2, 2], "cubic"), "Resize method is not implemented: cubic"),
        (lambda x: image.resize(x, [2, 2], None), "Resize method is not implemented: None"),
        (lambda x: v1.image.resize(x, [2, 2], 7), "Resize method is not implemented: 7"),
        (lambda x: image.resize_with_pad(x, 0, 3), "target_height must be > 0."),
        (lambda x: image.resize_with_crop_or_pad(x, 3, 0), "target_width must be > 0."),
        (lambda x: image.crop_to_bounding_box(x, 1, 1, 4, 4), "height must be >= target + offset."),
        (lambda x: image.crop_to_bounding_box(x, -1, 1, 1, 1), "offset_height must be >= 0."),
        (lambda x: image.pad_to_bounding_box(x, 1, 1, 4, 5), "width must be <= target - offset"),
        (lambda x: image.pad_to_bounding_box(x[0], 1, 1, 4, 5), "must have either 3 or 4 dim"),
        (lambda x: image.central_crop(x, 0), "central_fraction must be within (0, 1]"),
        (lambda x: image.central_crop(x[0], 0.5), "must be at least three-dimensional."),
        (lambda x: image.central_crop(x[None, None], 0.5), "Had rank = 5."),
        (lambda x: image.flip_up_down(x[None, None]), "(shape (1, 1, 4, 5, 3))must have either"),
        (lambda x: image.flip_up_down(x[:0]), "inner 3 dims of 'image.shape' must be > 0"),
        (lambda x: image.random_flip_up_down(x[None, None]), "must have either 3 or 4 dimensions."),
        (lambda x: image.rot90(x, [1]), "Shape (1,) must have rank 0"),
        (lambda x: image.transpose(x[0]), "'image' (shape (5, 3)) must be at least three-dim"),
        (image.grayscale_to_rgb, "Last dimension of a grayscale image should be size 1."),
        (lambda x: image.grayscale_to_rgb(x[0, 0]), "(shape (3,)) must be at least two-dim"),
        (image.image_gradients, "image_gradients expects a 4D tensor"),
        (lambda x: image.adjust_gamma(x, -1), "Gamma should be a non-negative real number."),
        (lambda x: image.adjust_hue(x, 1.5), "delta must be in the interval [-1, 1]"),
        (lambda x: image.random_hue(x, 0.6), "max_delta must be <= 0.5."),
        (lambda x: image.random_brightness(x, -1), "max_delta must be non-negative."),
        (lambda x: image.random_contrast(x, 1, 0.5), "upper must be > lower."),
        (lambda x: image.random_saturation(x, -1, 0.5), "lower must be non-negative."),
        (lambda x: image.stateless_random_saturation(x, 0.5, 1), "Attempt to convert a value"),
    ],
)
def test_what_does_not_fit_is_a_value_error_with_tensorflows_sentence(change, message) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        change(ef.constant(picture(4, 5, 3)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: image.resize(x, [0, 2]), "output dimensions must be positive"),
        (lambda x: image.resize(x, [0, 2], "gaussian"), "output dimensions must be positive"),
        (lambda x: image.adjust_contrast(x[0], 2), "input must be at least 3-D, got shape[5,3]"),
        (lambda x: image.adjust_contrast(x, [1, 2]), "contrast_factor must be scalar: [2]"),
        (lambda x: image.adjust_saturation(x, [1, 2]), "scale must be scalar: [2]"),
        (lambda x: image.adjust_hue(x[..., :2], 0.1), "input must have 3 channels but instead has"),
        (lambda x: image.adjust_gamma(x, ef.constant(-1.0)), "Gamma should be a non-negative"),
        (lambda x: image.random_crop(x, [9, 1, 1]), "Need value.shape >= size, got"),
        (lambda x: image.stateless_random_crop(x, [1, 1], [1, 2]), "Need value.shape >= size, got"),
        (lambda x: image.stateless_random_hue(x, 0.1, [1]), "seed must have shape [2]"),
    ],
)
def test_what_kernels_refuse_is_an_invalid_argument(change, message) -> None:
    with pytest.raises(ef.errors.InvalidArgumentError) as raised:
        change(ef.constant(picture(4, 5, 3)))
    assert message in str(raised.value).split("\n")[0]


def test_dtypes_that_are_no_images_are_refused() -> None:
    with pytest.raises(AttributeError, match="dtype must be either floating point or integer"):
        image.convert_image_dtype([1.0], ef.bool)
    with pytest.raises(AttributeError, match="image dtype must be either floating"):
        image.convert_image_dtype([True], F32)
    with pytest.raises(TypeError, match="to EagerTensor of dtype int32"):
        image.rot90(picture(2, 2, 1), 1.5)


def test_half_precision_becomes_integers_that_it_can_not_hold() -> None:
    x = ef.constant([0.0, 0.5, 1.0], ef.float16)
    assert image.convert_image_dtype(x, ef.uint16).numpy().tolist() == [0, 32767, 65535]


def test_images_of_the_size_asked_for_are_left_alone_in_1x_only() -> None:
    x = ef.constant(np.arange(6, dtype=np.uint8).reshape(2, 3, 1))
    assert v1.image.resize(x, [2, 3]) is x
    assert image.resize(x, [2, 3]).dtype is F32


def test_methods_have_names_in_2x_and_numbers_in_1x() -> None:
    assert image.ResizeMethod.MITCHELLCUBIC == "mitchellcubic"
    assert v1.image.ResizeMethod.AREA == 3
    x = picture(4, 5, 3)
    for name, number in (("BILINEAR", 0), ("NEAREST_NEIGHBOR", 1), ("BICUBIC", 2), ("AREA", 3)):
        by_name = v1.image.resize(x, [3, 3], getattr(image.ResizeMethod, name))
        np.testing.assert_array_equal(by_name, v1.image.resize(x, [3, 3], number))


def test_resizing_many_times_as_small_uses_every_element() -> None:
    x = picture(1, 400, 300, 3)
    small = image.resize(x, [4, 3], "area").numpy()
    means = x.reshape(4, 100, 3, 100, 3).mean((1, 3))[None]
    np.testing.assert_allclose(small, means, rtol=1e-5)
    wide = image.resize(x, [4, 3], "lanczos3", antialias=True).numpy()
    assert np.abs(wide - x.mean()).max() < 0.1


def test_gradients_of_changed_colors_are_those_of_differences() -> None:
    x = picture(2, 3, 3).astype(np.float64)
    weight = picture(18, 2, 3, 3)[-1]
    for change in (
        lambda x: image.adjust_contrast(x, 1.7),
        lambda x: image.adjust_hue(x, 0.15),
        lambda x: image.adjust_saturation(x, 0.6),
        lambda x: image.adjust_brightness(x, 0.6),
        image.per_image_standardization,
    ):
        t = ef.constant(x, F32)
        with ef.GradientTape() as tape:
            tape.watch(t)
            y = ef.reduce_sum(change(t) * weight)
        slope = tape.gradient(y, t).numpy()
        direction = np.sin(np.arange(18)).reshape(x.shape)
        h = 1e-2
        ahead, behind = (
            np.sum(change(ef.constant(x + s * direction, F32)).numpy() * weight, dtype=np.float64)
            for s in (h, -h)
        )
        np.testing.assert_allclose((slope * direction).sum(), (ahead - behind) / (2 * h), 3e-3)
