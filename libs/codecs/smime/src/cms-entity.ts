/** Entities of type application/pkcs7-mime: CMS as the whole content of a message. RFC 8551 3.2 */
import { type MimeEntity, decodeBase64Body, entityBytes, writeLeaf } from '@postbus/mime';

/** smime-type of what is made. RFC 8551 3.2.2 */
export type SmimeType = 'signed-data' | 'enveloped-data' | 'authEnveloped-data' | 'compressed-data';

/** The message of `outer`, its other fields, around `cms` in base64. */
export function cmsEntity(outer: Uint8Array, cms: Uint8Array, smimeType: SmimeType, name: string): Uint8Array {
  const entity = writeLeaf('application/pkcs7-mime', cms, {
    parameters: [
      ['smime-type', smimeType],
      ['name', name],
    ],
    disposition: { type: 'attachment', parameters: [['filename', name]] },
    transferEncoding: 'base64',
  });
  return entityBytes({ ...entity, pieces: [outer, ...entity.pieces] });
}

const sequence = 0x30;

/** The CMS in an entity, transfer encoding undone; base64 that is not labelled is base64 all the same. */
export function cmsIn(entity: MimeEntity): Uint8Array {
  const content = entity.content();
  if (content[0] === sequence) return content;
  const decoded = decodeBase64Body(entity.bodyBytes());
  return decoded[0] === sequence ? decoded : content;
}
