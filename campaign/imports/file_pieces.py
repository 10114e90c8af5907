"""The file itself, sealed in pieces, for as long as it is needed."""

import base64
from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.imports.models import ImportBatch, ImportPiece
from campaign.sealed import seal, unseal

_PIECE = 256 * 1024


def row_name(batch_public_id: bytes, number: int) -> bytes:
    """What a sealed piece or line of a batch is bound to."""
    return batch_public_id + number.to_bytes(4, "big")


def store_file(session: Session, batch: ImportBatch, campaign_public_id: bytes, data: bytes) -> None:
    """Keep the file of a batch, within the caller's transaction."""
    for number, start in enumerate(range(0, len(data), _PIECE)):
        text = base64.b64encode(data[start : start + _PIECE]).decode("ascii")
        name = row_name(batch.public_id, number)
        sealed = seal("import_piece", campaign_public_id, name, {"data": text})
        session.add(ImportPiece(batch_id=batch.id, number=number, sealed=sealed))


def read_file(session: Session, batch: ImportBatch, campaign_public_id: bytes) -> bytes | None:
    """The file of a batch as it came; None when it is no longer kept."""
    return b"".join(_opened(session, batch, campaign_public_id)) or None


def _opened(session: Session, batch: ImportBatch, campaign_public_id: bytes) -> Iterator[bytes]:
    pieces = session.execute(
        select(ImportPiece.number, ImportPiece.sealed)
        .where(ImportPiece.batch_id == batch.id)
        .order_by(ImportPiece.number)
    )
    for number, sealed in pieces:
        values = unseal("import_piece", campaign_public_id, row_name(batch.public_id, number), sealed)
        yield base64.b64decode(values["data"])


def drop_file(session: Session, batch_id: int) -> None:
    """Forget the file of a batch, within the caller's transaction."""
    session.execute(
        delete(ImportPiece).where(ImportPiece.batch_id == batch_id), execution_options={"synchronize_session": False}
    )
