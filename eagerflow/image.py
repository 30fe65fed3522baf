"""The names of `ef.image`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.images.adjust import adjust_brightness as adjust_brightness
    from .ops.images.adjust import adjust_contrast as adjust_contrast
    from .ops.images.adjust import adjust_gamma as adjust_gamma
    from .ops.images.adjust import adjust_hue as adjust_hue
    from .ops.images.adjust import adjust_saturation as adjust_saturation
    from .ops.images.adjust import image_gradients as image_gradients
    from .ops.images.adjust import per_image_standardization as per_image_standardization
    from .ops.images.at_random import random_brightness as random_brightness
    from .ops.images.at_random import random_contrast as random_contrast
    from .ops.images.at_random import random_crop as random_crop
    from .ops.images.at_random import random_flip_left_right as random_flip_left_right
    from .ops.images.at_random import random_flip_up_down as random_flip_up_down
    from .ops.images.at_random import random_hue as random_hue
    from .ops.images.at_random import random_saturation as random_saturation
    from .ops.images.at_random import stateless_random_brightness as stateless_random_brightness
    from .ops.images.at_random import stateless_random_contrast as stateless_random_contrast
    from .ops.images.at_random import stateless_random_crop as stateless_random_crop
    from .ops.images.at_random import stateless_random_flip_left_right as stateless_random_flip_left_right
    from .ops.images.at_random import stateless_random_flip_up_down as stateless_random_flip_up_down
    from .ops.images.at_random import stateless_random_hue as stateless_random_hue
    from .ops.images.at_random import stateless_random_saturation as stateless_random_saturation
    from .ops.images.boxes import combined_non_max_suppression as combined_non_max_suppression
    from .ops.images.boxes import draw_bounding_boxes as draw_bounding_boxes
    from .ops.images.boxes import non_max_suppression as non_max_suppression
    from .ops.images.boxes import non_max_suppression_overlaps as non_max_suppression_overlaps
    from .ops.images.boxes import non_max_suppression_padded as non_max_suppression_padded
    from .ops.images.boxes import non_max_suppression_with_scores as non_max_suppression_with_scores
    from .ops.images.codecs import decode_and_crop_jpeg as decode_and_crop_jpeg
    from .ops.images.codecs import decode_bmp as decode_bmp
    from .ops.images.codecs import decode_gif as decode_gif
    from .ops.images.codecs import decode_image as decode_image
    from .ops.images.codecs import decode_jpeg as decode_jpeg
    from .ops.images.codecs import decode_png as decode_png
    from .ops.images.codecs import decode_webp as decode_webp
    from .ops.images.codecs import extract_jpeg_shape as extract_jpeg_shape
    from .ops.images.codecs import is_jpeg as is_jpeg
    from .ops.images.colors import convert_image_dtype as convert_image_dtype
    from .ops.images.colors import grayscale_to_rgb as grayscale_to_rgb
    from .ops.images.colors import hsv_to_rgb as hsv_to_rgb
    from .ops.images.colors import rgb_to_grayscale as rgb_to_grayscale
    from .ops.images.colors import rgb_to_hsv as rgb_to_hsv
    from .ops.images.colors import rgb_to_yiq as rgb_to_yiq
    from .ops.images.colors import rgb_to_yuv as rgb_to_yuv
    from .ops.images.colors import yiq_to_rgb as yiq_to_rgb
    from .ops.images.colors import yuv_to_rgb as yuv_to_rgb
    from .ops.images.distorted_box import sample_distorted_bounding_box as sample_distorted_bounding_box
    from .ops.images.distorted_box import stateless_sample_distorted_bounding_box as stateless_sample_distorted_bounding_box
    from .ops.images.files import adjust_jpeg_quality as adjust_jpeg_quality
    from .ops.images.files import encode_jpeg as encode_jpeg
    from .ops.images.files import encode_png as encode_png
    from .ops.images.files import random_jpeg_quality as random_jpeg_quality
    from .ops.images.files import stateless_random_jpeg_quality as stateless_random_jpeg_quality
    from .ops.images.frames import central_crop as central_crop
    from .ops.images.frames import crop_to_bounding_box as crop_to_bounding_box
    from .ops.images.frames import flip_left_right as flip_left_right
    from .ops.images.frames import flip_up_down as flip_up_down
    from .ops.images.frames import pad_to_bounding_box as pad_to_bounding_box
    from .ops.images.frames import resize_with_crop_or_pad as resize_with_crop_or_pad
    from .ops.images.frames import rot90 as rot90
    from .ops.images.frames import transpose as transpose
    from .ops.images.metrics import psnr as psnr
    from .ops.images.metrics import sobel_edges as sobel_edges
    from .ops.images.metrics import ssim as ssim
    from .ops.images.metrics import ssim_multiscale as ssim_multiscale
    from .ops.images.metrics import total_variation as total_variation
    from .ops.images.patches import crop_and_resize as crop_and_resize
    from .ops.images.patches import extract_glimpse as extract_glimpse
    from .ops.images.patches import extract_patches as extract_patches
    from .ops.images.resize import ResizeMethod as ResizeMethod
    from .ops.images.resize import resize as resize
    from .ops.images.resize import resize_with_pad as resize_with_pad
else:
    __getattr__, __dir__ = lazily(__name__, {
        "ResizeMethod": "ops.images.resize",
        "adjust_brightness": "ops.images.adjust",
        "adjust_contrast": "ops.images.adjust",
        "adjust_gamma": "ops.images.adjust",
        "adjust_hue": "ops.images.adjust",
        "adjust_jpeg_quality": "ops.images.files",
        "adjust_saturation": "ops.images.adjust",
        "central_crop": "ops.images.frames",
        "combined_non_max_suppression": "ops.images.boxes",
        "convert_image_dtype": "ops.images.colors",
        "crop_and_resize": "ops.images.patches",
        "crop_to_bounding_box": "ops.images.frames",
        "decode_and_crop_jpeg": "ops.images.codecs",
        "decode_bmp": "ops.images.codecs",
        "decode_gif": "ops.images.codecs",
        "decode_image": "ops.images.codecs",
        "decode_jpeg": "ops.images.codecs",
        "decode_png": "ops.images.codecs",
        "decode_webp": "ops.images.codecs",
        "draw_bounding_boxes": "ops.images.boxes",
        "encode_jpeg": "ops.images.files",
        "encode_png": "ops.images.files",
        "extract_glimpse": "ops.images.patches",
        "extract_jpeg_shape": "ops.images.codecs",
        "extract_patches": "ops.images.patches",
        "flip_left_right": "ops.images.frames",
        "flip_up_down": "ops.images.frames",
        "grayscale_to_rgb": "ops.images.colors",
        "hsv_to_rgb": "ops.images.colors",
        "image_gradients": "ops.images.adjust",
        "is_jpeg": "ops.images.codecs",
        "non_max_suppression": "ops.images.boxes",
        "non_max_suppression_overlaps": "ops.images.boxes",
        "non_max_suppression_padded": "ops.images.boxes",
        "non_max_suppression_with_scores": "ops.images.boxes",
        "pad_to_bounding_box": "ops.images.frames",
        "per_image_standardization": "ops.images.adjust",
        "psnr": "ops.images.metrics",
        "random_brightness": "ops.images.at_random",
        "random_contrast": "ops.images.at_random",
        "random_crop": "ops.images.at_random",
        "random_flip_left_right": "ops.images.at_random",
        "random_flip_up_down": "ops.images.at_random",
        "random_hue": "ops.images.at_random",
        "random_jpeg_quality": "ops.images.files",
        "random_saturation": "ops.images.at_random",
        "resize": "ops.images.resize",
        "resize_with_crop_or_pad": "ops.images.frames",
        "resize_with_pad": "ops.images.resize",
        "rgb_to_grayscale": "ops.images.colors",
        "rgb_to_hsv": "ops.images.colors",
        "rgb_to_yiq": "ops.images.colors",
        "rgb_to_yuv": "ops.images.colors",
        "rot90": "ops.images.frames",
        "sample_distorted_bounding_box": "ops.images.distorted_box",
        "sobel_edges": "ops.images.metrics",
        "ssim": "ops.images.metrics",
        "ssim_multiscale": "ops.images.metrics",
        "stateless_random_brightness": "ops.images.at_random",
        "stateless_random_contrast": "ops.images.at_random",
        "stateless_random_crop": "ops.images.at_random",
        "stateless_random_flip_left_right": "ops.images.at_random",
        "stateless_random_flip_up_down": "ops.images.at_random",
        "stateless_random_hue": "ops.images.at_random",
        "stateless_random_jpeg_quality": "ops.images.files",
        "stateless_random_saturation": "ops.images.at_random",
        "stateless_sample_distorted_bounding_box": "ops.images.distorted_box",
        "total_variation": "ops.images.metrics",
        "transpose": "ops.images.frames",
        "yiq_to_rgb": "ops.images.colors",
        "yuv_to_rgb": "ops.images.colors",
    }, ())


__all__ = [  # noqa: RUF022
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "image_gradients",
    "per_image_standardization",
    "random_brightness",
    "random_contrast",
    "random_crop",
    "random_flip_left_right",
    "random_flip_up_down",
    "random_hue",
    "random_saturation",
    "stateless_random_brightness",
    "stateless_random_contrast",
    "stateless_random_crop",
    "stateless_random_flip_left_right",
    "stateless_random_flip_up_down",
    "stateless_random_hue",
    "stateless_random_saturation",
    "combined_non_max_suppression",
    "draw_bounding_boxes",
    "non_max_suppression",
    "non_max_suppression_overlaps",
    "non_max_suppression_padded",
    "non_max_suppression_with_scores",
    "decode_and_crop_jpeg",
    "decode_bmp",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_png",
    "decode_webp",
    "extract_jpeg_shape",
    "is_jpeg",
    "convert_image_dtype",
    "grayscale_to_rgb",
    "hsv_to_rgb",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "rgb_to_yiq",
    "rgb_to_yuv",
    "yiq_to_rgb",
    "yuv_to_rgb",
    "sample_distorted_bounding_box",
    "stateless_sample_distorted_bounding_box",
    "adjust_jpeg_quality",
    "encode_jpeg",
    "encode_png",
    "random_jpeg_quality",
    "stateless_random_jpeg_quality",
    "central_crop",
    "crop_to_bounding_box",
    "flip_left_right",
    "flip_up_down",
    "pad_to_bounding_box",
    "resize_with_crop_or_pad",
    "rot90",
    "transpose",
    "psnr",
    "sobel_edges",
    "ssim",
    "ssim_multiscale",
    "total_variation",
    "crop_and_resize",
    "extract_glimpse",
    "extract_patches",
    "ResizeMethod",
    "resize",
    "resize_with_pad",
]
