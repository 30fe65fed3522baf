"""Parts of images that follow from a seed."""

import numpy as np

from tests.goldens.cases import case, numbers

DRAW = "image.stateless_sample_distorted_bounding_box"
CORNERS = np.sort(numbers(12, 2, 2, lo=0.0).astype(np.float32), 1).reshape(1, 12, 4)

CASES = [
    *(
        case(
            DRAW,
            np.array([11 + 13 * i, 9 + 7 * i, 3], np.int32),
            CORNERS[:, i % 5 : i % 5 + 1 + i % 3],
            seed=[i, 2 * i],
            min_object_covered=0.1 * (i % 10),
            aspect_ratio_range=[0.3 + 0.05 * i, 0.3 + 0.1 * i] if i % 3 else None,
            area_range=[0.03 * i, 0.06 * i] if i % 2 else None,
            max_attempts=5 * i if i % 4 else None,
        )
        for i in range(1, 16)
    ),
    case(
        DRAW,
        np.array([50, 30, 3], np.int64),
        CORNERS[:, :0],
        seed=[7, 8],
        use_image_if_no_bounding_boxes=True,
    ),
    case(
        "compat.v1.image.sample_distorted_bounding_box",
        np.array([50, 30, 3], np.int64),
        CORNERS[:, 1:2],
        min_object_covered=1.0,
        area_range=[0.01, 0.01],
        max_attempts=3,
    ),
]
