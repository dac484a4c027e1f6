"""Pictures of unknown origin: a picture or a clear reason, whatever the bytes."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.capture.picture import MAX_SIDE_PX, PictureProblem, UnusablePicture, read_picture
from tests.fakes.damaged_pictures import encoded

RED_LEFT_GREEN_RIGHT = Image.fromarray(
    np.concatenate([np.full((80, 60, 3), (255, 0, 0)), np.full((80, 60, 3), (0, 255, 0))], axis=1).astype(
        np.uint8
    )
)


def problem_of(source: bytes | Path) -> PictureProblem:
    with pytest.raises(UnusablePicture) as caught:
        read_picture(source)
    assert str(caught.value).endswith(".")
    return caught.value.problem


def png_claiming(width_px: int, height_px: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "PPM"])
def test_every_usual_format_gives_blue_green_red_pixels(kind: str) -> None:
    pixels = read_picture(encoded(RED_LEFT_GREEN_RIGHT, kind)).pixels
    assert pixels.shape == (80, 120, 3)
    assert pixels[40, 20, 2] > 200
    assert pixels[40, 20, 0] < 60


@pytest.mark.parametrize(
    ("orientation", "size"),
    [(1, (80, 120)), (3, (80, 120)), (6, (120, 80)), (8, (120, 80)), (5, (120, 80)), (99, (80, 120))],
)
def test_a_picture_is_turned_as_the_camera_was_held(orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_picture(encoded(RED_LEFT_GREEN_RIGHT, "JPEG", exif=exif))
    assert picture.pixels.shape[:2] == size == (picture.height_px, picture.width_px)


def test_orientation_six_puts_the_left_side_on_top() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = read_picture(encoded(RED_LEFT_GREEN_RIGHT, "JPEG", exif=exif)).pixels
    assert pixels[10, 40, 2] > 200
    assert pixels[110, 40, 1] > 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I", "F", "I;16"])
def test_every_colour_mode_becomes_eight_bit_colour(mode: str) -> None:
    grey = RED_LEFT_GREEN_RIGHT.convert("L")
    image = (
        Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
        if mode == "I;16"
        else RED_LEFT_GREEN_RIGHT.convert("L" if mode in {"I", "F"} else "RGB").convert(mode)
    )
    pixels = read_picture(encoded(image, "TIFF")).pixels
    assert pixels.dtype == np.uint8
    assert pixels[40, :60].max() > 60


def test_sixteen_bit_greys_keep_their_brightness() -> None:
    half = Image.fromarray(np.full((80, 80), 32768, np.uint16))
    assert read_picture(encoded(half)).pixels[0, 0].tolist() == [127, 127, 127]


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (80, 80), (10, 20, 30, 0))
    assert read_picture(encoded(clear)).pixels[5, 5].tolist() == [255, 255, 255]


def test_the_first_picture_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue", "green")]
    animated = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert read_picture(animated).pixels[40, 40].tolist() == [0, 0, 255]


def test_a_hundred_megapixel_photo_is_made_smaller_and_says_how_much() -> None:
    picture = read_picture(encoded(Image.new("L", (12_000, 8_400), 90), "JPEG"))
    assert max(picture.pixels.shape) <= MAX_SIDE_PX
    assert (picture.width_px, picture.height_px) == (12_000, 8_400)
    assert picture.scale == pytest.approx(picture.pixels.shape[1] / 12_000)


def test_a_picture_that_cannot_be_shrunk_while_it_is_read_is_refused_when_huge() -> None:
    huge = encoded(Image.new("1", (10_000, 10_000)))
    assert problem_of(huge) is PictureProblem.TOO_LARGE


@pytest.mark.parametrize("side_px", [7_000, 16_000, 60_000])
def test_a_small_file_that_claims_to_be_vast_is_refused_unopened(side_px: int) -> None:
    assert problem_of(png_claiming(side_px, side_px)) is PictureProblem.TOO_LARGE


def test_a_progressive_photo_with_endless_passes_is_refused() -> None:
    photo = encoded(RED_LEFT_GREEN_RIGHT, "JPEG", progressive=True)
    first_scan = photo.index(b"\xff\xda")
    scan = photo[first_scan : photo.index(b"\xff", first_scan + 2)]
    assert problem_of(photo[:-2] + scan * 60 + b"\xff\xd9") is PictureProblem.TOO_LARGE


def test_a_tiny_picture_is_refused() -> None:
    assert problem_of(encoded(Image.new("RGB", (63, 500)))) is PictureProblem.TOO_SMALL


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_truncated_picture_is_called_damaged(kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8))
    whole = encoded(noise, kind)
    assert problem_of(whole[: len(whole) // 2]) in {PictureProblem.UNREADABLE, PictureProblem.NOT_AN_IMAGE}


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", b"<svg/>", b"\x00\x00\x00\x18ftypheic" + bytes(50)]
)
def test_what_is_no_picture_is_said_to_be_none(data: bytes) -> None:
    assert problem_of(data) is PictureProblem.NOT_AN_IMAGE


def test_a_path_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.jpg", tmp_path, Path("/dev/zero"), Path("nul\0l")):
        assert problem_of(path) is PictureProblem.NOT_FOUND


def test_a_file_is_read_like_an_upload(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    RED_LEFT_GREEN_RIGHT.save(path)
    assert np.array_equal(read_picture(path).pixels, read_picture(path.read_bytes()).pixels)


def test_an_oversized_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.jpg"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert problem_of(path) is PictureProblem.TOO_LARGE


def test_a_small_tiff_that_unpacks_to_gigabytes_is_refused() -> None:
    """Deflate turns 60,000 x 60,000 black pixels into a few kilobytes."""
    small = bytearray(encoded(Image.new("L", (80, 80)), "TIFF", compression="tiff_deflate"))
    for tag in (256, 257):  # ImageWidth, ImageLength
        at = small.index(struct.pack("<HHI", tag, 3, 1))
        struct.pack_into("<H", small, at + 8, 60_000)
    assert problem_of(bytes(small)) is PictureProblem.TOO_LARGE


def test_an_animation_of_ten_thousand_frames_costs_as_much_as_its_first() -> None:
    frame = encoded(Image.new("P", (80, 80)), "GIF")
    image_data = frame[frame.rindex(b",") : -1]
    endless = frame[:-1] + image_data * 10_000 + b";"
    assert read_picture(endless).pixels.shape == (80, 80, 3)
