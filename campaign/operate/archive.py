"""A backup is one tar: `manifest.json` first, then the parts it names with their checksums."""

import hashlib
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
POSTGRESQL = "database.pgdump"


class ArchiveFault(ValueError):
    """A file is no backup of this site, or not a whole one; the message says what is wrong."""


@dataclass(frozen=True)
class Part:
    """One file in a backup."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    version: str
    migration: str
    made_at: str
    database: str
    fingerprint: str
    parts: tuple[Part, ...]


def product_version() -> str:
    """The installed version."""
    return version("countersign")


def private_file(path: Path) -> Path:
    """The same path, with an empty file there that only its owner may read."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    return path


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal figures."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def part(path: Path, name: str) -> Part:
    """Describe a file as a part called `name`."""
    return Part(name, path.stat().st_size, digest(path))


def write_archive(target: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write a backup with mode 0600, whole or not at all. Compressed when the name ends with gz."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with private_file(draft).open("wb") as out:
            compressed = target.name.endswith((".gz", ".tgz"))
            with tarfile.open(fileobj=out, mode="w:gz" if compressed else "w") as tar:
                text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2).encode() + b"\n"
                _add(tar, MANIFEST, text)
                for name, path in files.items():
                    entry = tarfile.TarInfo(name)
                    entry.size, entry.mode = path.stat().st_size, 0o600
                    with path.open("rb") as file:
                        tar.addfile(entry, file)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, BytesIO(content))


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup. Raises ArchiveFault."""
    try:
        with tarfile.open(source) as tar:
            file = tar.extractfile(MANIFEST)
            found = json.load(file) if file is not None else {}
        if found.pop("format", None) != FORMAT:
            raise ArchiveFault(f"{source} is not a backup that this version can read.")
        parts = tuple(Part(**each) for each in found.pop("parts"))
        return Manifest(parts=parts, **found)
    except (tarfile.TarError, KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError, EOFError) as error:
        raise ArchiveFault(f"{source} is not a backup of a Countersign site.") from error
    except OSError as error:
        raise ArchiveFault(f"{source} cannot be read: {error.strerror}.") from error


def unpack(source: Path, manifest: Manifest, folder: Path) -> dict[str, Path]:
    """Unpack the parts into `folder` and check their sums; answers their paths by name. Raises ArchiveFault."""
    unpacked = {}
    try:
        with tarfile.open(source) as tar:
            for each in manifest.parts:
                file = tar.extractfile(each.name)
                if file is None:
                    raise ArchiveFault(f"{source} lacks {each.name}.")
                path = folder / Path(each.name).name
                with private_file(path).open("wb") as out:
                    while block := file.read(1 << 20):
                        out.write(block)
                    out.flush()
                    os.fsync(out.fileno())
                if path.stat().st_size != each.bytes or digest(path) != each.sha256:
                    raise ArchiveFault(f"{each.name} in {source} is damaged: its checksum is not the manifest's.")
                unpacked[each.name] = path
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise ArchiveFault(f"{source} is cut short or damaged.") from error
    return unpacked


def write_keys(target: Path, folder: Path) -> None:
    """Write the key files (not the daily network keys, which go after 14 days) as JSON with mode 0600."""
    found = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="ascii")
        for path in sorted((*folder.glob("*.key"), *folder.glob("campaigns/*.key")))
    }
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    with private_file(draft).open("w", encoding="ascii") as out:
        json.dump(found, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)


def read_keys(source: Path) -> dict[str, str]:
    """The key files in a key backup: contents by path inside the key folder. Raises ArchiveFault."""
    try:
        found = json.loads(source.read_text(encoding="ascii"))
    except OSError as error:
        raise ArchiveFault(f"{source} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ArchiveFault(f"{source} is not a key backup.") from error
    keys = found.items() if isinstance(found, dict) else ()
    if not keys or any(not name.endswith(".key") or ".." in name or name.startswith("/") for name, _ in keys):
        raise ArchiveFault(f"{source} is not a key backup.")
    return dict(keys)
