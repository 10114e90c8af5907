"""Files are what their name and their content both say, and nothing that runs."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from campaign.content.resources.file_types import LARGEST_BYTES, FileFault, clean_name, ending_of, read_upload
from tests.factories.content import PDF


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, kind)
    return out.getvalue()


def packed(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if first is not None:
            archive.writestr(zipfile.ZipInfo(first[0]), first[1])
        for name in names:
            archive.writestr(name, b"x" * 100)
    return out.getvalue()


def declared(kind: str) -> bytes:
    return packed("content.xml", first=("mimetype", kind.encode()))


ODT = declared("application/vnd.oasis.opendocument.text")
DOCX = packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.PDF", PDF, "application/pdf"),
        ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.epub", declared("application/epub+zip"), "application/epub+zip"),
        ("a.csv", "Größe;1\r\n".encode(), "text/csv"),
        ("a.txt", b"\xef\xbb\xbfwords", "text/plain"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.mp3", b"ID3\x04\x00", "audio/mpeg"),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("a.zip", packed("data/trials.csv", "read-me.html"), "application/zip"),
        ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello", "text/vtt"),
        ("a.srt", b"1\r\n00:00:00,000 --> 00:00:01,000\r\nHello", "application/x-subrip"),
    ],
)
def test_what_is_what_it_says_is_taken(name: str, data: bytes, media_type: str) -> None:
    upload = read_upload(name, data)
    assert (upload.media_type, upload.data) == (media_type, data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-" + b"x" * LARGEST_BYTES, "25 MB"),
        ("a.pdf", b"<html>%PDF-1.4", "does not"),
        ("a.pdf", picture("PNG"), "does not"),
        ("a.svg", b"<svg/>", "do harm"),
        ("a.html", b"<p>", "do harm"),
        ("a.js", b"alert(1)", "do harm"),
        ("a.exe", b"MZ", "do harm"),
        ("a.pdf.exe", PDF, "do harm"),
        ("a", PDF, "this kind"),
        ("a.docm", DOCX, "this kind"),
        ("a.png", b"\x89PNG\r\n\x1a\nnothing", "does not"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "does not"),
        ("a.txt", b"  <!doctype html><script>", "does not"),
        ("a.csv", b"\xff\xfe", "does not"),
        ("a.csv", b"a\x00b", "does not"),
        ("a.docx", ODT, "does not"),
        ("a.odt", DOCX, "does not"),
        ("a.docx", packed("[Content_Types].xml", "word/vbaProject.bin"), "does not"),
        ("a.zip", packed("docs/run-me.EXE"), "does not"),
        ("a.zip", b"PK\x03\x04 and no more", "does not"),
        ("a.zip", b"MZ" + packed("a.txt"), "does not"),
        ("a.vtt", b"words", "does not"),
        ("a.mp4", b"\x00\x00\x00\x18moov", "does not"),
    ],
)  # fmt: skip
def test_what_could_do_harm_or_is_not_what_it_says_is_refused(name: str, data: bytes, words: str) -> None:
    with pytest.raises(FileFault, match=words):
        read_upload(name, data)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\Über uns (final).PDF", "Über-uns-final.pdf"),
        ("ملخص البحث.pdf", "ملخص-البحث.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a-Set-Cookie-x.pdf"),
        ("\u202efdp.exe.pdf", "fdp-exe.pdf"),
        ("....jpeg", "file.jpg"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(max_size=40), st.sampled_from(["pdf", "txt", "JPEG"]))
def test_no_name_leaves_its_folder(stem: str, ending: str) -> None:
    name = clean_name(f"{stem}.{ending}")
    assert not set(name[:-5]) & set("/\\\"'<>\r\n\x00;:%?#&")
    assert ending_of(name) in ("PDF", "TXT", "JPG")


@given(
    st.binary(max_size=200), st.sampled_from(["a.pdf", "a.zip", "a.odt", "a.docx", "a.png", "a.srt", "a.mp3", "a.txt"])
)
def test_any_bytes_are_taken_or_refused(data: bytes, name: str) -> None:
    try:
        assert read_upload(name, data).data == data
    except FileFault as fault:
        assert str(fault)
