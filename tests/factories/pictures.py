"""Picture files for tests, as people send them."""

from io import BytesIO

from PIL import Image


def picture_file(
    size: tuple[int, int] = (40, 20), colour: str = "navy", *, kind: str = "PNG", mode: str = "RGB"
) -> bytes:
    """The bytes of a picture of one colour, with a camera's name in it where the format has room for one."""
    exif = Image.Exif()
    exif[0x0110] = "Camera of Ada"
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, exif=exif)
    return out.getvalue()
