/** Messages compressed and decompressed. RFC 8551 3.6 */
import { concat } from '@postbus/bytes';
import { type DecompressOptions, compress, decompress, readCms } from '@postbus/cms';
import { parseMime } from '@postbus/mime';
import { cmsEntity, cmsIn } from './cms-entity.ts';
import { headerOf, outerFields, withEntity } from './message-header.ts';
import { preparedEntity } from './prepared-entity.ts';
import { secureForm } from './secure-form.ts';
import { SmimeError } from './smime-error.ts';

/** `message` with its Content-* fields and its body compressed. */
export async function compressMessage(message: Uint8Array): Promise<Uint8Array> {
  const root = parseMime(message);
  const cms = await compress(concat(preparedEntity(root).pieces));
  return cmsEntity(outerFields(root), cms, 'compressed-data', 'smime.p7z');
}

/**
 * `message` with what was compressed in its place, one layer.
 *
 * @throws {SmimeError} `not-compressed`
 * @throws {CmsError} `too-large`, `cannot-decompress`, `unsupported-algorithm`, `malformed`
 */
export async function decompressMessage(message: Uint8Array, options: DecompressOptions = {}): Promise<Uint8Array> {
  const root = headerOf(message);
  const cms = secureForm(root) === 'compressed' ? readCms(cmsIn(root)) : undefined;
  if (cms?.type !== 'compressed-data')
    throw new SmimeError('not-compressed', 'the outermost layer of the message is not compressed');
  return withEntity(message, await decompress(cms, options));
}
