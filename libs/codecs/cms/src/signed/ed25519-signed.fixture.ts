/**
 * A message signed with Ed25519, RFC 8419: `openssl cms` of 3.0 makes none, so that its parts are put together here around a
 * signature and a digest of OpenSSL.
 */
import { algorithmDer } from '../algorithms/algorithm-identifier.ts';
import { digestAlgorithms } from '../algorithms/digest-algorithm.ts';
import {
  bytesOf,
  context,
  element,
  integer,
  integerOf,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from '../asn1/der.ts';
import { Tag } from '../asn1/tlv.ts';
import { AttributeType, attributeDer } from '../attribute.ts';
import { ContentType } from '../content-type.ts';
import type { Issued, OpensslFolder } from '../openssl.fixture.ts';
import { ED25519 } from '../x509/public-key.ts';

export function ed25519Signed(folder: OpensslFolder, by: Issued, content: Uint8Array): Uint8Array {
  folder.write('ed25519.content', content);
  const digest = folder.run('dgst', '-sha512', '-binary', 'ed25519.content');
  const attributes = setOf(
    attributeDer(AttributeType.ContentType, objectIdentifier(ContentType.Data)),
    attributeDer(AttributeType.MessageDigest, octetString(digest)),
  );
  folder.write('ed25519.attributes', bytesOf(attributes));
  const signature = folder.run('pkeyutl', '-sign', '-rawin', '-inkey', by.keyFile, '-in', 'ed25519.attributes');
  const { issuer, serialOctets, raw } = by.certificate;
  const sha512 = algorithmDer(digestAlgorithms.sha512.oid);
  const info = sequence(
    integer(1),
    sequence([issuer.raw], integerOf(serialOctets)),
    sha512,
    element(Tag.Context | 0x20, attributes.slice(1)),
    algorithmDer(ED25519),
    octetString(signature),
  );
  const encapsulated = sequence(objectIdentifier(ContentType.Data), context(0, octetString(content)));
  const data = sequence(integer(1), setOf(sha512), encapsulated, context(0, [raw]), setOf(info));
  return bytesOf(sequence(objectIdentifier(ContentType.SignedData), context(0, data)));
}
