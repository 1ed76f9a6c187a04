"""The computed colour profile is an sRGB profile that a colour engine understands."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

from certificates.typesetting.colour import srgb_profile


def test_colours_come_through_unchanged_between_ours_and_the_engines_srgb() -> None:
    ours = ImageCms.getOpenProfile(io.BytesIO(srgb_profile()))
    theirs = ImageCms.createProfile("sRGB")
    steps = [0, 17, 85, 128, 200, 255]
    colours = [[(red, green, blue) for red in steps] for green in steps for blue in steps]
    picture = Image.fromarray(np.array(colours, np.uint8))
    converted = ImageCms.profileToProfile(picture, ours, theirs)
    assert converted is not None
    difference = np.abs(np.asarray(picture, int) - np.asarray(converted, int))
    assert difference.max() <= 1
    assert ImageCms.getProfileDescription(ours).strip() == "sRGB IEC61966-2.1"


def test_the_profile_states_its_own_length() -> None:
    assert int.from_bytes(srgb_profile()[:4], "big") == len(srgb_profile()) < 4096
