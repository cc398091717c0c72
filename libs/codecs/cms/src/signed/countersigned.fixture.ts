/**
 * A message of OpenSSL with a countersignature, which its command cannot make: the countersigner signs the octets of the first
 * signature as content without attributes, by OpenSSL too, and that SignerInfo is put among the unsigned attributes.
 */
import { bytesOf, context, element, objectIdentifier, sequence, setOf, type Der } from '../asn1/der.ts';
import { Tag, type Tlv, readBer } from '../asn1/tlv.ts';
import { AttributeType, attributeDer } from '../attribute.ts';
import { ContentType } from '../content-type.ts';
import type { Issued, OpensslFolder } from '../openssl.fixture.ts';

export function countersigned(folder: OpensslFolder, first: Issued, second: Issued, content: Uint8Array): Uint8Array {
  const signed = sign(folder, first, content);
  const [info] = signed.at(-1)!.children() as [Tlv];
  const counter = sign(folder, second, info.children().at(-1)!.content, '-noattr');
  const attribute = attributeDer(AttributeType.Countersignature, [counter.at(-1)!.children()[0]!.raw]);
  const fields = info.children().map(({ raw }): Der => [raw]);
  const both = sequence(...fields, element(Tag.Context | 0x20 | 1, attribute));
  const certificates = [signed[3]!, counter[3]!].flatMap((list) => list.children().map(({ raw }) => raw));
  const data = sequence(...signed.slice(0, 3).map(({ raw }): Der => [raw]), context(0, certificates), setOf(both));
  return bytesOf(sequence(objectIdentifier(ContentType.SignedData), context(0, data)));
}

/** The fields of SignedData over `content`, which is inside. */
function sign(folder: OpensslFolder, by: Issued, content: Uint8Array, ...args: readonly string[]): Tlv[] {
  folder.write('to-be-signed', content);
  const as = ['-signer', by.certificateFile, '-inkey', by.keyFile];
  const input = ['-binary', '-in', 'to-be-signed', '-nodetach', '-outform', 'DER'];
  const info = readBer(folder.run('cms', '-sign', ...input, ...as, ...args));
  return info.children()[1]!.children()[0]!.children();
}
