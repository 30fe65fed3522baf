"""What compositions on parts of images do beyond the values of one eager call."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import eagerflow as ef

image = ef.image
N = np.arange(2 * 6 * 7 * 2, dtype=np.float32)
X = (0.5 + 0.5 * np.cos(2.7 * N)).reshape(2, 6, 7, 2)
ONES = [1, 1, 1, 1]
BOXES = [[0.1, 0.2, 0.8, 0.9], [-0.3, 0.1, 1.2, 0.7]]

UNKNOWN = [
    lambda x: image.psnr(x, x * 0.5, 1.0),
    lambda x: image.ssim(x, x * 0.5, 1.0, filter_size=3),
    lambda x: image.ssim_multiscale(x, x * 0.5, 1.0, (0.5, 0.5), filter_size=3),
    image.total_variation,
    image.sobel_edges,
    lambda x: image.extract_patches(x, [1, 2, 3, 1], [1, 2, 1, 1], ONES, "SAME"),
    lambda x: image.extract_patches(x, [1, 2, 3, 1], [1, 2, 1, 1], ONES, "VALID"),
    lambda x: image.extract_glimpse(x, [2, 3], [[0.9, 0.1], [0.2, 0.3]], noise="zero"),
    lambda x: image.crop_and_resize(x, BOXES, [1, 0], [3, 2]),
]


@pytest.mark.parametrize("change", UNKNOWN, ids=range(len(UNKNOWN)))
def test_a_function_of_unknown_sizes_gives_what_eager_calls_give(change) -> None:
    spec = ef.TensorSpec([None] * 4, ef.float32)
    traced = ef.function(change, input_signature=[spec])
    np.testing.assert_allclose(traced(X).numpy(), change(ef.constant(X)).numpy(), rtol=1e-6)


def test_the_gradient_of_boxes_is_that_of_differences() -> None:
    def crop(boxes):
        return ef.reduce_sum(image.crop_and_resize(X, boxes, [1, 0], [3, 2]) ** 2)

    boxes = ef.constant(BOXES)
    with ef.GradientTape() as tape:
        tape.watch(boxes)
        y = crop(boxes)
    found = tape.gradient(y, boxes).numpy()
    for i in range(8):
        step = np.zeros(8, np.float32)
        step[i] = 1e-3
        step = step.reshape(2, 4)
        slope = (crop(boxes + step) - crop(boxes - step)).numpy() / 2e-3
        assert abs(slope - found.flat[i]) < 2e-2


def test_a_gaussian_glimpse_outside_has_the_mean_and_deviation_of_the_image() -> None:
    ef.random.set_seed(1)
    x = ef.ones([1, 8, 8, 1]) * 5.0 + ef.constant(X[:1, :1, :1, :1])
    out = image.extract_glimpse(x, [4, 4], [[9.0, 9.0]], noise="gaussian")
    np.testing.assert_allclose(out.numpy(), x.numpy()[0, 0, 0, 0], rtol=1e-5)


def test_images_of_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="are incompatible"):
        image.ssim(X, X[:, :2], 1.0)
    with pytest.raises(ef.errors.InvalidArgumentError, match="smaller than the window"):
        image.ssim(X, X, 1.0)
    with pytest.raises(ValueError, match="must be either 3 or 4-dimensional"):
        image.total_variation(X[0, 0])
    with pytest.raises(ef.errors.UnimplementedError, match="Only support ksizes across space"):
        image.extract_patches(X, [2, 3, 3, 1], ONES, ONES, "SAME")
    with pytest.raises(ef.errors.InvalidArgumentError, match="size would be negative"):
        image.extract_patches(X, [1, 9, 9, 1], ONES, ONES, "VALID")
    with pytest.raises(ValueError, match="must be True for batched"):
        image.non_max_suppression_padded(ef.zeros([1, 2, 4]), ef.zeros([1, 2]), 2)


def test_a_crop_of_no_image_is_refused() -> None:
    with pytest.raises(ef.errors.InvalidArgumentError):
        image.crop_and_resize(X, BOXES, [1, 2], [3, 2])
    with pytest.raises(ef.errors.InvalidArgumentError, match="boxes must have 4 columns"):
        image.crop_and_resize(X, [[0.0, 0.0, 1.0]], [0], [3, 2])


def test_without_pillow_the_message_says_what_to_install(monkeypatch) -> None:
    png = ef.io.encode_png(np.zeros([1, 1, 1], np.uint8))
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(ImportError, match="pip install"):
        ef.io.decode_png(png)


def test_a_random_quality_follows_its_seed() -> None:
    x = (X[0, ..., :1] * 255).astype(np.uint8)
    once, again = (image.stateless_random_jpeg_quality(x, 5, 90, [1, 2]).numpy() for _ in range(2))
    np.testing.assert_array_equal(once, again)
    with pytest.raises(ValueError, match="must be less than"):
        image.random_jpeg_quality(x, 90, 5)
