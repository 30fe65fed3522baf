"""Images: sizes, frames, colors."""

import numpy as np

from tests.goldens.cases import case, numbers

X = numbers(2, 4, 5, 3, lo=0.0)
G = numbers(1, 5, 7, 1, lo=0.0).astype(np.float32)  # TensorFlow has all its gradients
F = X.astype(np.float32)
WHOLE = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3) * 3
ONE = X[0]
# Black, gray, white, pure colors, ties between two channels, and what is no color.
PURE = np.array([
    [0, 0, 0], [1, 1, 1], [0.5] * 3, [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0],
    [0.2, 0.7, 0.7], [0.6, 0.1, 0.6], [2.0, 0.5, 0.0],
])  # fmt: skip
UP, DOWN = [9, 11], [2, 3]
V1 = "compat.v1.image"


def ways():
    for method in ("bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian"):
        for size in (UP, DOWN, [3, 20]):
            for antialias in (False, True):
                grad = method != "area"
                yield case("image.resize", G, size, method, antialias=antialias, grad=grad)
    for size in (UP, DOWN, [17, 2]):
        yield case("image.resize", G, size, "nearest", grad=True)
        yield case("image.resize", WHOLE, size, "nearest")
        yield case("image.resize", G, size, "mitchellcubic", antialias=True, grad=True)
    yield case("image.resize", ONE, DOWN, "mitchellcubic", run=resize_one)
    yield case("image.resize", WHOLE, UP)
    yield case("image.resize", WHOLE, [3, 4], "bicubic", antialias=True)
    yield case("image.resize", G, [12, 9], preserve_aspect_ratio=True, grad=True)
    yield case("image.resize", G, [3, 90], "lanczos3", preserve_aspect_ratio=True)
    yield case(
        "image.resize",
        numbers(1, 40, 3, 1).astype(np.float32),
        [4, 3],
        "lanczos5",
        antialias=True,
        grad=True,
    )


def resize_one(tf, image, size, method):
    return tf.image.resize(image, size, method)


def old_ways():
    flags = [{}, {"align_corners": True}, {"half_pixel_centers": True}]
    for name in ("bilinear", "bicubic", "nearest_neighbor"):
        for how in flags:
            for size in (UP, DOWN, [1, 1]):
                yield case(f"{V1}.resize_{name}", G, size, **how, grad=True)
    for how in flags[:2]:
        for size in (UP, DOWN, [1, 1]):
            yield case(f"{V1}.resize_area", G, size, **how)
    for method in range(4):
        yield case(f"{V1}.resize", G, DOWN, method)
        yield case(f"{V1}.resize_images", G, UP, method, align_corners=True)
        yield case(f"{V1}.resize_image_with_pad", WHOLE, 6, 6, method)
    yield case(f"{V1}.resize", WHOLE, [3, 4])
    yield case(f"{V1}.resize", G, [4, 4], "bicubic", preserve_aspect_ratio=True)
    yield case(f"{V1}.resize_image_with_crop_or_pad", WHOLE, 5, 2)
    yield case(f"{V1}.transpose_image", WHOLE)


def frames():
    for image in (ONE, X):
        yield case("image.flip_left_right", image, grad=True)
        yield case("image.flip_up_down", image, grad=True)
        yield case("image.transpose", image, grad=True)
        for k in (-1, 0, 1, 2):
            yield case("image.rot90", image, k, grad=True)
        for part in (0.3, 0.87, 1.0):
            yield case("image.central_crop", image, part, grad=True)
        yield case("image.crop_to_bounding_box", image, 1, 2, 3, 2, grad=True)
        yield case("image.pad_to_bounding_box", image, 1, 2, 7, 10, grad=True)
        for size in ((3, 9), (8, 2), (2, 2)):
            yield case("image.resize_with_crop_or_pad", image, *size, grad=True)
        for size in ((3, 9), (8, 4)):
            yield case("image.resize_with_pad", image, *size, grad=True)
            yield case("image.resize_with_pad", image, *size, "lanczos3", antialias=True)
    yield case("image.resize_with_pad", WHOLE, 7, 7, "nearest")


def colors():
    for image in (X, X[0, 0], X[0, 0, 0]):
        yield case("image.rgb_to_hsv", image, grad=True)
        yield case("image.hsv_to_rgb", image)
        for name in ("rgb_to_yiq", "yiq_to_rgb", "rgb_to_yuv", "yuv_to_rgb", "rgb_to_grayscale"):
            yield case(f"image.{name}", image, grad=True)
    yield case("image.rgb_to_hsv", PURE)
    yield case("image.rgb_to_hsv", PURE[[1, 2, 7, 8]], grad=True)  # not where TensorFlow has 0
    yield case("image.hsv_to_rgb", PURE)
    yield case("image.hsv_to_rgb", np.array([[1.5, 0.5, 0.5], [-0.3, 0.5, 2.0], [0.3, -0.5, 0.6]]))
    yield case("image.rgb_to_grayscale", WHOLE)
    yield case("image.grayscale_to_rgb", X[..., :1], grad=True)
    yield case("image.grayscale_to_rgb", WHOLE[0, 0, :, :1])
    yield case("image.per_image_standardization", X)
    yield case("image.per_image_standardization", WHOLE)
    yield case("image.per_image_standardization", np.full([2, 3, 3, 1], 0.5))
    yield case("image.image_gradients", X, grad=True)
    yield case("image.image_gradients", WHOLE)


def adjusted():
    for image in (X, ONE, WHOLE, F):
        grad = image is X
        yield case("image.adjust_brightness", image, 0.1, grad=grad)
        yield case("image.adjust_brightness", image, -0.5)
        yield case("image.adjust_gamma", image, 2, 1.5, grad=grad)
        yield case("image.adjust_gamma", image, 0.4)
        for factor in (0.5, 2.0):
            yield case("image.adjust_contrast", image, factor)
            yield case("image.adjust_saturation", image, factor)
        for delta in (-0.9, 0.0, 0.3):
            yield case("image.adjust_hue", image, delta)
    for image in (PURE[None], PURE[None] - 0.6):
        yield case("image.adjust_hue", image, 0.4)
        yield case("image.adjust_saturation", image, 0.7)


def dtypes():
    whole = np.array([0, 1, 3, 100, 127])
    parts = np.array([0.0, 0.25, 0.5, 0.9, 1.0])
    for new in ("uint8", "int8", "uint16", "int16", "int32", "float16", "float32", "float64"):
        for old in (np.uint8, np.int8, np.uint16, np.int16, np.int32):
            for saturate in (False, True) if new in ("uint8", "int16") else (False,):
                yield case("image.convert_image_dtype", whole.astype(old), new, saturate)
        for old in (np.float32, np.float64):
            last = -1 if new == "int32" else None  # 1.0 does not fit there
            yield case("image.convert_image_dtype", parts.astype(old)[:last], new)
    yield case("image.convert_image_dtype", 3 * parts - 1, "uint8", True)


def seeded():
    for seed in ([1, 2], [7, 11]):
        for name in ("flip_left_right", "flip_up_down"):
            yield case(f"image.stateless_random_{name}", X, seed)
            yield case(f"image.stateless_random_{name}", ONE, seed)
        yield case("image.stateless_random_brightness", X, 0.3, seed)
        yield case("image.stateless_random_contrast", X, 0.3, 1.5, seed)
        yield case("image.stateless_random_saturation", X, 0.3, 1.5, seed)
        yield case("image.stateless_random_hue", X, 0.3, seed)
        yield case("image.stateless_random_crop", X, [1, 3, 4, 3], seed)


CASES = [*ways(), *old_ways(), *frames(), *colors(), *adjusted(), *dtypes(), *seeded()]
