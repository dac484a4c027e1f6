from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from engine.render.product_photos import ProductPhotos
from engine.types import Eyewear, FrameFinish, FrameMaterial, FrameShape, FrameSpec

IVORY = Eyewear(
    "I", FrameSpec(FrameShape.ROUND, 48, 44, 21, 145), FrameFinish(FrameMaterial.ACETATE, (0.95, 0.93, 0.86))
)


def test_pictures_have_no_ground_so_that_pale_frames_are_seen_on_dark_and_light_pages(tmp_path):
    photos = ProductPhotos(tmp_path)
    try:
        drawn = photos.photos(IVORY)
        kept = [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())]
        assert [photo.webp for photo in photos.photos(IVORY)] == [photo.webp for photo in drawn]
        assert [path.stat().st_mtime_ns for path in sorted(tmp_path.iterdir())] == kept
    finally:
        photos.close()
    assert [(photo.width_px, photo.height_px) for photo in drawn] == [(960, 640), (480, 320)] * 2
    for photo in drawn:
        picture = np.asarray(Image.open(BytesIO(photo.webp)).convert("RGBA"), np.float64)
        cover = picture[..., 3]
        assert cover[0].max() == cover[:, 0].max() == 0
        solid = picture[cover > 250][:, :3]
        assert len(solid) > 0.02 * cover.size
        assert solid.mean() > 150
    assert len(drawn[1].webp) < 14_000
