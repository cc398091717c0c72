/** The operations on what the S/MIME gateway holds: keys, certificates, policies. */
import { z } from 'zod';
import { operation } from '../operation.ts';

const address = z.string().min(3).max(320).describe('An address, in any case');
const time = z.iso.datetime().describe('UTC');
const fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case')
  .describe('SHA-256 of the certificate');
const beginning = z
  .string()
  .regex(/^[0-9a-f]{4,64}$/, 'at least 4 hexadecimal digits in lower case')
  .describe('SHA-256 of the certificate, or what it alone of the address begins with');
/** Characters of one certificate. Stops certificates that fill a body, and the store. */
const longestCertificate = 65_536;
/** Stops chains that fill a body, and the store. */
const mostCertificates = 12;
const certificate = z.base64().max(longestCertificate).describe('DER');
const subject = z.string().min(1).max(320).describe('An address or a domain, in any case');
const anyAddress = z.boolean().optional().describe('Whether the certificate may name other addresses alone');
const page = {
  address: address.optional().describe('Of this address alone, the newest first'),
  after: z.string().max(400).optional().describe('`next` of the page before; without address'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Without address'),
};
const next = z.string().optional().describe('What `after` goes on with, where there is more');

const certificateTraits = {
  address: z.string(),
  fingerprint: z.string().describe('SHA-256 of the certificate'),
  subject: z.string().describe('RFC 4514'),
  issuer: z.string().describe('RFC 4514'),
  serialNumber: z.string().describe('In hexadecimal digits'),
  algorithm: z.string().describe('Of its key: RSA 2048, P-256, Ed25519'),
  addresses: z.array(z.string()).describe('That it names'),
  notBefore: time,
  notAfter: time,
  chain: z.array(z.string()).describe('Whose certificates came along and vouch for it, one for the other'),
  addedAt: time,
};

export const smimeKey = z
  .object({
    ...certificateTraits,
    masterKey: z
      .enum(['current', 'former', 'missing'])
      .describe('current: sealed by the first of conversion.smime.masterKeys; former: by another; missing: by none'),
  })
  .meta({ id: 'SmimeKey' });

export const smimeCertificate = z
  .object({ ...certificateTraits, source: z.enum(['given', 'learned']) })
  .meta({ id: 'SmimeCertificate' });

const policyMembers = {
  sign: z.enum(['no', 'clear', 'opaque']).describe('How outgoing mail is signed'),
  withoutKey: z.enum(['refuse', 'send']).describe('Where its sender has no valid key'),
  encrypt: z.enum(['no', 'yes']).describe('Whether outgoing mail is encrypted'),
  withoutCertificates: z
    .enum(['refuse', 'send'])
    .describe('Where not every recipient has a valid certificate; send: in clear'),
  verify: z.boolean().describe('Whether signatures of incoming mail are verified'),
  decrypt: z
    .enum(['no', 'authenticated', 'any'])
    .describe('Which incoming mail; authenticated: what nobody can have changed'),
  learn: z.boolean().describe('Whether certificates of valid signatures are kept for their addresses'),
};

export const smimePolicy = z
  .object({ subject: z.string().describe('An address or a domain, in lower case'), ...policyMembers })
  .meta({ id: 'SmimePolicy' });

export const smimeOperations = {
  listSmimeKeys: operation({
    method: 'GET',
    path: '/v1/smime/keys',
    summary: 'Private keys, by their certificates, in the order of addresses',
    input: z.object(page),
    output: z.object({ keys: z.array(smimeKey), next }),
  }),
  importSmimeKey: operation({
    method: 'PUT',
    path: '/v1/smime/keys/{address}/{fingerprint}',
    summary: 'Keeps a private key for an address, sealed by the first master key; by the Unix socket or TLS only',
    input: z.object({
      address,
      fingerprint,
      certificates: z.array(certificate).min(1).max(mostCertificates).describe('Its own first'),
      privateKey: z.base64().max(longestCertificate).meta({ description: 'PKCS #8, RFC 5958', writeOnly: true }),
      anyAddress,
    }),
    output: smimeKey,
    audit: { subject: 'address', details: ['fingerprint', 'anyAddress'] },
    confidential: true,
  }),
  removeSmimeKey: operation({
    method: 'DELETE',
    path: '/v1/smime/keys/{address}/{fingerprint}',
    summary: 'Removes a private key; what was encrypted for it alone cannot be read any more',
    input: z.object({ address, fingerprint: beginning }),
    output: smimeKey,
    audit: { subject: 'address', details: ['fingerprint'] },
  }),
  resealSmimeKeys: operation({
    method: 'POST',
    path: '/v1/smime/keys/reseal',
    summary: 'Seals every private key by the first master key that another one sealed',
    input: z.object({}),
    output: z.object({
      keys: z.int().min(0),
      resealed: z.int().min(0),
      left: z
        .array(z.object({ address: z.string(), fingerprint: z.string(), code: z.string() }))
        .describe('Those that no master key opens, and why'),
    }),
    audit: { count: ({ resealed }) => resealed },
  }),
  listSmimeCertificates: operation({
    method: 'GET',
    path: '/v1/smime/certificates',
    summary: 'Certificates to encrypt for, in the order of addresses',
    input: z.object(page),
    output: z.object({ certificates: z.array(smimeCertificate), next }),
  }),
  addSmimeCertificate: operation({
    method: 'PUT',
    path: '/v1/smime/certificates/{address}/{fingerprint}',
    summary: 'Keeps a certificate to encrypt for',
    input: z.object({
      address,
      fingerprint,
      certificate,
      issuers: z.array(certificate).max(mostCertificates).default([]).describe('That may vouch for it'),
      anyAddress,
    }),
    output: smimeCertificate,
    audit: { subject: 'address', details: ['fingerprint', 'anyAddress'] },
  }),
  removeSmimeCertificate: operation({
    method: 'DELETE',
    path: '/v1/smime/certificates/{address}/{fingerprint}',
    summary: 'Removes a certificate; it may be learned again where a policy says so',
    input: z.object({ address, fingerprint: beginning }),
    output: smimeCertificate,
    audit: { subject: 'address', details: ['fingerprint'] },
  }),
  listSmimePolicies: operation({
    method: 'GET',
    path: '/v1/smime/policies',
    summary: 'What is done with the mail of whom, in the order of subjects',
    input: z.object({
      after: z.string().max(320).optional().describe('Only those whose subject comes after this one'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.object({ policies: z.array(smimePolicy) }),
  }),
  setSmimePolicy: operation({
    method: 'PUT',
    path: '/v1/smime/policies/{subject}',
    summary: 'Says what is done with the mail of an address or a domain; what is not told stays as it was',
    input: z.object({ subject, ...z.object(policyMembers).partial().shape }),
    output: z.object({ policy: smimePolicy, local: z.boolean().describe('Whether mail for the subject is for here') }),
    audit: {
      subject: 'subject',
      details: ['sign', 'withoutKey', 'encrypt', 'withoutCertificates', 'verify', 'decrypt', 'learn'],
    },
  }),
  removeSmimePolicy: operation({
    method: 'DELETE',
    path: '/v1/smime/policies/{subject}',
    summary: 'Removes a policy; that of the domain counts for its addresses then',
    input: z.object({ subject }),
    output: smimePolicy,
    audit: { subject: 'subject' },
  }),
} as const;

export type SmimeKey = z.output<typeof smimeKey>;
export type SmimeCertificate = z.output<typeof smimeCertificate>;
export type SmimePolicy = z.output<typeof smimePolicy>;
