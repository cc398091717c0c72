/** Keys, certificates and policies of the S/MIME gateway, as documents. */
import type { SmimeCertificate, SmimeKey, SmimePolicy } from '@postbus/domain';
import type { SmimeEntryName } from '@postbus/ports';
import { type Connection, mongo } from 'mongoose';

/**
 * `_id`: address, a space, fingerprint. No address has a character that sorts before the space,
 * so `_id` is in the order of addresses, and what is of one address is a range.
 */
export type SmimeKeyDocument = { readonly _id: string } & InBinary<SmimeKey>;

/** `_id` as that of a key. */
export type SmimeCertificateDocument = { readonly _id: string } & InBinary<SmimeCertificate>;

/** `_id`: the subject. */
export type SmimePolicyDocument = { readonly _id: string } & Omit<SmimePolicy, 'subject'>;

/** What is bytes there is BSON's binary here; read with `promoteBuffers` it is a Buffer. */
type InBinary<Entry> = {
  readonly [Name in keyof Entry]: Entry[Name] extends Uint8Array
    ? Binary
    : Entry[Name] extends readonly Uint8Array[]
      ? readonly Binary[]
      : Entry[Name];
};

type Binary = mongo.Binary | Buffer;

export const smimeCollections = ['smime_keys', 'smime_certificates', 'smime_policies'] as const;

export interface SmimeDocuments {
  readonly keys: mongo.Collection<SmimeKeyDocument>;
  readonly certificates: mongo.Collection<SmimeCertificateDocument>;
  readonly policies: mongo.Collection<SmimePolicyDocument>;
}

export function smimeDocuments(connection: Connection): SmimeDocuments {
  return {
    keys: connection.collection<SmimeKeyDocument>('smime_keys'),
    certificates: connection.collection<SmimeCertificateDocument>('smime_certificates'),
    policies: connection.collection<SmimePolicyDocument>('smime_policies'),
  };
}

export function entryId({ address, fingerprint }: SmimeEntryName): string {
  return `${address} ${fingerprint}`;
}

/** Every entry of an address: `!` is the character after the space. */
export function ofAddress(address: string): { readonly _id: { readonly $gte: string; readonly $lt: string } } {
  return { _id: { $gte: `${address} `, $lt: `${address}!` } };
}

export function binary(bytes: Uint8Array): mongo.Binary {
  return new mongo.Binary(bytes);
}

export function keyOf({ _id, ...document }: SmimeKeyDocument): SmimeKey {
  const { certificates, sealed } = document;
  return { ...document, certificates: certificates.map(bytesOf), sealed: bytesOf(sealed) };
}

export function certificateOf({ _id, ...document }: SmimeCertificateDocument): SmimeCertificate {
  const { certificate, issuers } = document;
  return { ...document, certificate: bytesOf(certificate), issuers: issuers.map(bytesOf) };
}

export function policyOf({ _id, ...policy }: SmimePolicyDocument): SmimePolicy {
  return { subject: _id, ...policy };
}

/** A plain view of what was read. */
function bytesOf(value: Binary): Uint8Array {
  const { buffer, byteOffset, byteLength } = value instanceof mongo.Binary ? value.buffer : value;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
