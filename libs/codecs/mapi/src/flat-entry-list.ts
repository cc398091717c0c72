/** Lists of EntryIDs in one value: PidTagReplyRecipientEntries. [MS-OXCDATA] 2.3.3 */
import { ByteReader, ByteWriter, BytesError } from '@postbus/bytes';
import { MapiError } from './mapi-error.ts';

/** Count, size, and each entry with its length, padded to a multiple of 4 bytes between entries. */
export function flatEntryList(entryIds: readonly Uint8Array[]): Uint8Array {
  const entries = new ByteWriter();
  entryIds.forEach((entryId, index) => {
    entries.uint32(entryId.length).bytes(entryId);
    if (index < entryIds.length - 1) entries.bytes(new Uint8Array(padding(entryId.length)));
  });
  return new ByteWriter(entries.length + 8)
    .uint32(entryIds.length)
    .uint32(entries.length)
    .bytes(entries.finish())
    .finish();
}

/** @throws {MapiError} `not-a-flat-entry-list` with the offset */
export function readFlatEntryList(value: Uint8Array): Uint8Array[] {
  const reader = new ByteReader(value);
  try {
    const count = reader.uint32();
    reader.uint32();
    const entryIds: Uint8Array[] = [];
    while (entryIds.length < count) {
      const length = reader.uint32();
      entryIds.push(reader.take(length));
      reader.seek(Math.min(reader.offset + padding(length), value.length));
    }
    return entryIds;
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    throw new MapiError('not-a-flat-entry-list', String(error.offset), 'the list ends within an entry', {
      cause: error,
    });
  }
}

function padding(length: number): number {
  return -length & 3;
}
