"""Logos: what strangers send, and the small PNG of our own that is kept."""

import io
import struct
import zlib

import pytest
from PIL import Image

from campaign.organizations.logo import LogoFault, read_logo


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_logo_becomes_a_png_that_fits(form: str) -> None:
    logo = read_logo(encoded(Image.new("RGB", (1600, 400), "navy"), form))
    with Image.open(io.BytesIO(logo.png)) as image:
        assert (image.format, image.size) == ("PNG", (480, 120))
    assert (logo.width, logo.height) == (480, 120)


def test_a_small_logo_keeps_its_size() -> None:
    assert read_logo(encoded(Image.new("RGBA", (64, 32), (0, 0, 0, 0)), "PNG")).width == 64


def test_nothing_of_the_file_but_its_pixels_survives() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    sent = encoded(Image.new("RGB", (100, 50), "red"), "JPEG", exif=exif, comment=b"secret note")
    logo = read_logo(sent)
    assert b"taken at home" in sent
    assert b"taken at home" not in logo.png
    with Image.open(io.BytesIO(logo.png)) as image:
        assert dict(image.info) == {}
        assert not image.getexif()


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    logo = read_logo(encoded(Image.new("RGB", (100, 50)), "JPEG", exif=exif))
    assert (logo.width, logo.height) == (50, 100)


def test_of_an_animation_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue", "green")]
    logo = read_logo(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    with Image.open(io.BytesIO(logo.png)) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG files can carry scripts"),
        (b"\xef\xbb\xbf  <svg onload='alert(1)'/>", "SVG files can carry scripts"),
        (b"%PDF-1.7 not a picture", "no picture we can read"),
        (b"GIF89a", "no picture we can read"),
        (encoded(Image.new("RGB", (50, 50)), "PNG")[:60], "no picture we can read"),
        (encoded(Image.new("RGB", (50, 50)), "BMP"), "no picture we can read"),
        (encoded(Image.new("RGB", (50, 50)), "TIFF"), "no picture we can read"),
        (encoded(Image.new("RGB", (8, 50)), "PNG"), "at least 16 pixels"),
        (b"\x89PNG" + b"\0" * (2 * 1024 * 1024), "larger than 2 MB"),
        (bomb(5000, 4001), "20 million pixels"),
        (bomb(30_000, 30_000), "20 million pixels"),
        (bomb(2**31 - 1, 2**31 - 1), "20 million pixels"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_reason(data: bytes, sentence: str) -> None:
    with pytest.raises(LogoFault, match=sentence):
        read_logo(data)
