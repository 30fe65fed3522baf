"""The names of `ef.image`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.image_adjust import adjust_brightness as adjust_brightness
    from .ops.image_adjust import adjust_contrast as adjust_contrast
    from .ops.image_adjust import adjust_gamma as adjust_gamma
    from .ops.image_adjust import adjust_hue as adjust_hue
    from .ops.image_adjust import adjust_saturation as adjust_saturation
    from .ops.image_adjust import image_gradients as image_gradients
    from .ops.image_adjust import per_image_standardization as per_image_standardization
    from .ops.image_boxes import combined_non_max_suppression as combined_non_max_suppression
    from .ops.image_boxes import draw_bounding_boxes as draw_bounding_boxes
    from .ops.image_boxes import non_max_suppression as non_max_suppression
    from .ops.image_boxes import non_max_suppression_overlaps as non_max_suppression_overlaps
    from .ops.image_boxes import non_max_suppression_padded as non_max_suppression_padded
    from .ops.image_boxes import non_max_suppression_with_scores as non_max_suppression_with_scores
    from .ops.image_codecs import decode_and_crop_jpeg as decode_and_crop_jpeg
    from .ops.image_codecs import decode_bmp as decode_bmp
    from .ops.image_codecs import decode_gif as decode_gif
    from .ops.image_codecs import decode_image as decode_image
    from .ops.image_codecs import decode_jpeg as decode_jpeg
    from .ops.image_codecs import decode_png as decode_png
    from .ops.image_codecs import decode_webp as decode_webp
    from .ops.image_codecs import extract_jpeg_shape as extract_jpeg_shape
    from .ops.image_codecs import is_jpeg as is_jpeg
    from .ops.image_colors import convert_image_dtype as convert_image_dtype
    from .ops.image_colors import grayscale_to_rgb as grayscale_to_rgb
    from .ops.image_colors import hsv_to_rgb as hsv_to_rgb
    from .ops.image_colors import rgb_to_grayscale as rgb_to_grayscale
    from .ops.image_colors import rgb_to_hsv as rgb_to_hsv
    from .ops.image_colors import rgb_to_yiq as rgb_to_yiq
    from .ops.image_colors import rgb_to_yuv as rgb_to_yuv
    from .ops.image_colors import yiq_to_rgb as yiq_to_rgb
    from .ops.image_colors import yuv_to_rgb as yuv_to_rgb
    from .ops.image_distorted_box import sample_distorted_bounding_box as sample_distorted_bounding_box
    from .ops.image_distorted_box import stateless_sample_distorted_bounding_box as stateless_sample_distorted_bounding_box
    from .ops.image_files import adjust_jpeg_quality as adjust_jpeg_quality
    from .ops.image_files import encode_jpeg as encode_jpeg
    from .ops.image_files import encode_png as encode_png
    from .ops.image_files import random_jpeg_quality as random_jpeg_quality
    from .ops.image_files import stateless_random_jpeg_quality as stateless_random_jpeg_quality
    from .ops.image_frames import central_crop as central_crop
    from .ops.image_frames import crop_to_bounding_box as crop_to_bounding_box
    from .ops.image_frames import flip_left_right as flip_left_right
    from .ops.image_frames import flip_up_down as flip_up_down
    from .ops.image_frames import pad_to_bounding_box as pad_to_bounding_box
    from .ops.image_frames import resize_with_crop_or_pad as resize_with_crop_or_pad
    from .ops.image_frames import rot90 as rot90
    from .ops.image_frames import transpose as transpose
    from .ops.image_metrics import psnr as psnr
    from .ops.image_metrics import sobel_edges as sobel_edges
    from .ops.image_metrics import ssim as ssim
    from .ops.image_metrics import ssim_multiscale as ssim_multiscale
    from .ops.image_metrics import total_variation as total_variation
    from .ops.image_patches import crop_and_resize as crop_and_resize
    from .ops.image_patches import extract_glimpse as extract_glimpse
    from .ops.image_patches import extract_patches as extract_patches
    from .ops.image_random import random_brightness as random_brightness
    from .ops.image_random import random_contrast as random_contrast
    from .ops.image_random import random_crop as random_crop
    from .ops.image_random import random_flip_left_right as random_flip_left_right
    from .ops.image_random import random_flip_up_down as random_flip_up_down
    from .ops.image_random import random_hue as random_hue
    from .ops.image_random import random_saturation as random_saturation
    from .ops.image_random import stateless_random_brightness as stateless_random_brightness
    from .ops.image_random import stateless_random_contrast as stateless_random_contrast
    from .ops.image_random import stateless_random_crop as stateless_random_crop
    from .ops.image_random import stateless_random_flip_left_right as stateless_random_flip_left_right
    from .ops.image_random import stateless_random_flip_up_down as stateless_random_flip_up_down
    from .ops.image_random import stateless_random_hue as stateless_random_hue
    from .ops.image_random import stateless_random_saturation as stateless_random_saturation
    from .ops.image_resize import ResizeMethod as ResizeMethod
    from .ops.image_resize import resize as resize
    from .ops.image_resize import resize_with_pad as resize_with_pad
else:
    __getattr__, __dir__ = lazily(__name__, {
        "ResizeMethod": "ops.image_resize",
        "adjust_brightness": "ops.image_adjust",
        "adjust_contrast": "ops.image_adjust",
        "adjust_gamma": "ops.image_adjust",
        "adjust_hue": "ops.image_adjust",
        "adjust_jpeg_quality": "ops.image_files",
        "adjust_saturation": "ops.image_adjust",
        "central_crop": "ops.image_frames",
        "combined_non_max_suppression": "ops.image_boxes",
        "convert_image_dtype": "ops.image_colors",
        "crop_and_resize": "ops.image_patches",
        "crop_to_bounding_box": "ops.image_frames",
        "decode_and_crop_jpeg": "ops.image_codecs",
        "decode_bmp": "ops.image_codecs",
        "decode_gif": "ops.image_codecs",
        "decode_image": "ops.image_codecs",
        "decode_jpeg": "ops.image_codecs",
        "decode_png": "ops.image_codecs",
        "decode_webp": "ops.image_codecs",
        "draw_bounding_boxes": "ops.image_boxes",
        "encode_jpeg": "ops.image_files",
        "encode_png": "ops.image_files",
        "extract_glimpse": "ops.image_patches",
        "extract_jpeg_shape": "ops.image_codecs",
        "extract_patches": "ops.image_patches",
        "flip_left_right": "ops.image_frames",
        "flip_up_down": "ops.image_frames",
        "grayscale_to_rgb": "ops.image_colors",
        "hsv_to_rgb": "ops.image_colors",
        "image_gradients": "ops.image_adjust",
        "is_jpeg": "ops.image_codecs",
        "non_max_suppression": "ops.image_boxes",
        "non_max_suppression_overlaps": "ops.image_boxes",
        "non_max_suppression_padded": "ops.image_boxes",
        "non_max_suppression_with_scores": "ops.image_boxes",
        "pad_to_bounding_box": "ops.image_frames",
        "per_image_standardization": "ops.image_adjust",
        "psnr": "ops.image_metrics",
        "random_brightness": "ops.image_random",
        "random_contrast": "ops.image_random",
        "random_crop": "ops.image_random",
        "random_flip_left_right": "ops.image_random",
        "random_flip_up_down": "ops.image_random",
        "random_hue": "ops.image_random",
        "random_jpeg_quality": "ops.image_files",
        "random_saturation": "ops.image_random",
        "resize": "ops.image_resize",
        "resize_with_crop_or_pad": "ops.image_frames",
        "resize_with_pad": "ops.image_resize",
        "rgb_to_grayscale": "ops.image_colors",
        "rgb_to_hsv": "ops.image_colors",
        "rgb_to_yiq": "ops.image_colors",
        "rgb_to_yuv": "ops.image_colors",
        "rot90": "ops.image_frames",
        "sample_distorted_bounding_box": "ops.image_distorted_box",
        "sobel_edges": "ops.image_metrics",
        "ssim": "ops.image_metrics",
        "ssim_multiscale": "ops.image_metrics",
        "stateless_random_brightness": "ops.image_random",
        "stateless_random_contrast": "ops.image_random",
        "stateless_random_crop": "ops.image_random",
        "stateless_random_flip_left_right": "ops.image_random",
        "stateless_random_flip_up_down": "ops.image_random",
        "stateless_random_hue": "ops.image_random",
        "stateless_random_jpeg_quality": "ops.image_files",
        "stateless_random_saturation": "ops.image_random",
        "stateless_sample_distorted_bounding_box": "ops.image_distorted_box",
        "total_variation": "ops.image_metrics",
        "transpose": "ops.image_frames",
        "yiq_to_rgb": "ops.image_colors",
        "yuv_to_rgb": "ops.image_colors",
    }, ())


__all__ = [  # noqa: RUF022
    "adjust_brightness",
    "adjust_contrast",
    "adjust_gamma",
    "adjust_hue",
    "adjust_saturation",
    "image_gradients",
    "per_image_standardization",
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
    "ResizeMethod",
    "resize",
    "resize_with_pad",
]
