"""Images: how alike, edges, patches, boxes."""

import numpy as np

from tests.goldens.cases import case, numbers

A = numbers(2, 13, 12, 3, lo=0.0).astype(np.float32)
B = numbers(2, 13, 12, 3, phase=0.4, lo=0.0).astype(np.float32)
BYTES = (A * 255).astype(np.uint8)
X = numbers(2, 5, 6, 2).astype(np.float32)
V = numbers(1, 4, 5, 4, 2).astype(np.float32)
ONES = [1, 1, 1, 1]
V1 = "compat.v1.image"
BOXES = np.array(
    [[0.1, 0.2, 0.8, 0.9], [0.6, 0.9, 0.2, 0.1], [-0.3, 0.1, 1.2, 0.7], [0.3, 0.3, 0.3, 0.3]],
    np.float32,
)
WHICH = np.array([1, 0, 1, 0], np.int32)
INSIDE = np.array([[0.4, 0.4], [0.2, 0.3]], np.float32)
OFFSETS = np.array([[0.3, -0.2], [0.0, 0.1]], np.float32)


def sigma(tf, a, b, limit):
    return tf.image.ssim(a, b, limit, filter_size=5, filter_sigma=0.9, k1=0.02, k2=0.05)


CASES = [
    case("image.psnr", A, B, 1.0, grad=True, rtol=1e-5),
    case("image.psnr", BYTES, (B * 255).astype(np.uint8), 255, rtol=1e-5),
    case("image.ssim", A, B, 1.0, grad=True, rtol=2e-4, atol=1e-5),
    case("image.ssim", A, B, 1.0, run=sigma, rtol=2e-4, atol=1e-5),
    case("image.ssim", A, B, 1.0, filter_size=4, return_index_map=True, rtol=2e-4, atol=2e-5),
    case("image.ssim", BYTES, BYTES[::-1], 255, rtol=2e-4, atol=1e-5),
    case(
        "image.ssim_multiscale", A, A * 0.8 + 0.1, 1.0, power_factors=(0.3, 0.4, 0.3),
        filter_size=3, grad=True, rtol=2e-4, atol=1e-5,
    ),
    case("image.total_variation", A, grad=True, rtol=1e-5),
    case("image.total_variation", A[0], grad=True, rtol=1e-5),
    case("image.sobel_edges", A, grad=True, rtol=1e-5, atol=1e-5),
    case("image.extract_patches", X, [1, 2, 3, 1], [1, 2, 1, 1], ONES, "VALID", grad=True),
    case("image.extract_patches", X, [1, 2, 3, 1], [1, 2, 2, 1], [1, 2, 2, 1], "SAME", grad=True),
    case("image.extract_patches", X, [1, 3, 2, 1], [1, 4, 3, 1], ONES, "SAME", grad=True),
    case("image.extract_patches", X, [1, 6, 5, 1], ONES, ONES, "VALID"),
    case(f"{V1}.extract_image_patches", X, [1, 2, 2, 1], ONES, ONES, "SAME"),
    case(
        "compat.v1.extract_image_patches",
        X, strides=ONES, rates=ONES, padding="SAME", sizes=[1, 2, 2, 1],
    ),
    case("extract_volume_patches", V, [1, 2, 3, 2, 1], [1, 1, 2, 2, 1], "VALID", grad=True),
    case("extract_volume_patches", V, [1, 2, 3, 2, 1], [1, 2, 2, 1, 1], "SAME", grad=True),
    *(
        case("image.extract_glimpse", X, [2, 3], OFFSETS * by, c, n, noise="zero")
        for c in (True, False) for n in (True, False) for by in (1, -4)
    ),
    *(
        case(f"{V1}.extract_glimpse", X, [2, 2], INSIDE * by, centered=c, normalized=n)
        for c, n, by in ((True, True, 1), (True, False, 2), (False, True, 2), (False, False, 6))
    ),
    case("image.crop_and_resize", X, BOXES, WHICH, [4, 3], grad=True, rtol=2e-5, atol=1e-5),
    case("image.crop_and_resize", X, BOXES, WHICH, [4, 3], extrapolation_value=0.7),
    case("image.crop_and_resize", X, BOXES, WHICH, [1, 3], grad=True, rtol=2e-5, atol=1e-5),
    case("image.crop_and_resize", X, BOXES, WHICH, [4, 3], method="nearest"),
    case("image.crop_and_resize", BYTES, BOXES, WHICH, [4, 3], rtol=1e-5),
    case(f"{V1}.crop_and_resize", X, BOXES, WHICH, [2, 2]),
]  # fmt: skip
