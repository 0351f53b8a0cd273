"""What was understood of a staged import, column by column, before it is taken over."""

from __future__ import annotations

from banso.connectors.batches import find
from banso.connectors.files import staging
from banso.connectors.files.grammar import parse_mapping
from banso.connectors.files.read_columns import read_table, with_lost_zeros
from banso.connectors.files.reading import TableReading
from banso.connectors.models import ImportBatch
from banso.workspace import queries as workspace
from banso.workspace.viewer import Act, Viewer


def readings(*, viewer: Viewer, batch: str) -> list[TableReading]:
    """This function will say of every table of a staged batch how it lies in its file and what its
    cells are read as, under the mapping chosen now.

    Once the batch is taken over its files are gone, and there is nothing to say. Raises
    BatchUnknown and MappingRefused.
    """
    viewer.require(Act.SEE_IMPORTS)
    row = find(batch)
    waiting = row.state in (ImportBatch.STAGED, ImportBatch.COMMITTING)
    staged = staging.load(staging.folder_of(batch)) if waiting else None
    if staged is None:
        return []
    mapping = parse_mapping(row.mapping_text)
    settings = workspace.workspace(viewer=viewer)
    zone = mapping.time_zone or workspace.clock().zone
    found = [
        read_table(
            table,
            mapping.of(table.name),
            zone=zone,
            currency=mapping.currency or settings.currency,
        )
        for table in staged.tables
    ]
    return with_lost_zeros(found, {t.name: t for t in staged.tables})
