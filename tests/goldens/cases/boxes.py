"""Boxes on images."""

import numpy as np

from tests.goldens.cases import case, numbers

V1 = "compat.v1.image"
B = np.array(
    [
        [0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, -0.1, 1, 0.9], [0, 10, 1, 11], [0, 10.1, 1, 11.1],
        [0, 100, 1, 101], [1, 1, 0, 0],
    ],
    np.float32,
)  # fmt: skip
S = np.array([0.9, 0.75, 0.6, 0.95, 0.5, 0.3, 0.9], np.float32)
HALF = np.array([[0, 0, 1, 1], [0, 0, 1, 0.5]], np.float32)
OVERLAPS = numbers(5, 5, lo=0.0).astype(np.float32)
BOTH = np.stack([B, B + np.float32(0.05)], 1)[None]
T = S - np.arange(7, dtype=np.float32) / 50  # no ties: which comes first is not specified
TWO = np.stack([T, T[::-1] - np.float32(0.007)], -1)[None]
MANY = np.stack([B[:6], B[5::-1] * 0.7])
DRAWN = np.array(
    [
        [[0.2, 0.3, 0.7, 0.9], [-0.2, 0.5, 1.4, 0.8], [0.5, 0.5, 0.4, 0.9], [1.2, 1.2, 1.5, 1.5]],
        [[0, 0, 0.05, 0.05], [-0.5, -0.5, 0.5, 0.5], [-1, -1, 2, 2], [-0.5, 0.2, -0.1, 0.6]],
    ],
    np.float32,
)
X = numbers(2, 9, 8, 3, lo=0.0).astype(np.float32)
COLORS = np.array([[0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], [0.9, 1, 0, 0.2]], np.float32)
COMBINED = "image.combined_non_max_suppression"
PADDED = "image.non_max_suppression_padded"
SOFT = "image.non_max_suppression_with_scores"

CASES = [
    case("image.non_max_suppression", B, S, 7),
    case("image.non_max_suppression", B, S, 2, iou_threshold=0.9),
    case("image.non_max_suppression", B, S, 7, 1.0, 0.55),
    case("image.non_max_suppression", B, S, 0),
    case("image.non_max_suppression", B[:0], S[:0], 3),
    case(SOFT, B, S, 7, 0.5, soft_nms_sigma=0.5),
    case(SOFT, B, S, 7, 0.5, score_threshold=0.4, soft_nms_sigma=0.5),
    case(SOFT, B, S, 7, 0.3),
    case("image.non_max_suppression_overlaps", OVERLAPS, S[:5], 5, 0.6),
    case("image.non_max_suppression_overlaps", OVERLAPS, S[:5], 5, 0.2, 0.55),
    case(PADDED, B[:6], S[:6], 7, 0.5, pad_to_max_output_size=True),
    case(PADDED, B[:6], S[:6], 7, 0.6),
    case(PADDED, HALF, S[:2], 2, 0.5),
    case("image.non_max_suppression", HALF, S[:2], 2, 0.5),
    case(PADDED, MANY, np.stack([S[:6], S[1:]]), 4, pad_to_max_output_size=True),
    case(PADDED, MANY, np.stack([S[:6], S[1:]]), 4, 0.5, 0.55, pad_to_max_output_size=True),
    *(
        case(COMBINED, BOTH, TWO, 3, 8, **kw)
        for kw in (
            {}, {"clip_boxes": False}, {"pad_per_class": True}, {"score_threshold": 0.7},
            {"iou_threshold": 0.9},
        )
    ),
    case(COMBINED, BOTH[:, :, :1], TWO, 4, 5),
    case("image.draw_bounding_boxes", X, DRAWN, None),
    case("image.draw_bounding_boxes", X[..., :1], DRAWN, None),
    case("image.draw_bounding_boxes", X, DRAWN, COLORS),
    case(f"{V1}.draw_bounding_boxes", X, DRAWN, colors=COLORS),
]  # fmt: skip
