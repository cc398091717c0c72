/** AlgorithmIdentifier, RFC 5280 4.1.1.2. */
import type { Tlv } from '../asn1/tlv.ts';
import { type Der, nullValue, objectIdentifier, sequence } from '../asn1/der.ts';
import { Fields, oid } from '../asn1/values.ts';

export interface AlgorithmIdentifier {
  readonly algorithm: string;
  readonly parameters: Tlv | undefined;
}

export function algorithmIdentifier(element: Tlv, tag?: number): AlgorithmIdentifier {
  const fields = new Fields(element, tag);
  return { algorithm: oid(fields.take()), parameters: fields.any() };
}

export const algorithmDer = (algorithm: string, ...parameters: readonly Der[]): Der =>
  sequence(objectIdentifier(algorithm), ...parameters);

export const algorithmWithNull = (algorithm: string): Der => algorithmDer(algorithm, nullValue);
