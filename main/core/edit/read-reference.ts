/** The picture whose manner is taken over. */
import type { PictureReader } from '#main/core/rank/picture-reader.port.ts';
import type { StyleReference } from '#shared/domain/edit.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { StyleReferences } from './style-references.port.ts';

/** Throws `picture.not-found`, `picture.file-missing` or why it cannot be read. */
export function readReference(
  { reader, references }: { readonly reader: PictureReader; readonly references: StyleReferences },
  reference: StyleReference,
  maxSide: number,
): Promise<Pixels> {
  return reference.kind === 'made'
    ? references.read(reference.name, maxSide)
    : reader.byId(reference.id, { maxSide });
}
