/**
 * What S/MIME costs one thread: conversion of signed messages against the same unsigned; messages signed and verified,
 * against OpenSSL's library and node-forge; and how much memory a large signed message takes. Needs OpenSSL for keys.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMime } from '@postbus/mime';
import { toMessageObject } from '@postbus/oxcmail';
import { signMessage, verifyMessage } from '@postbus/smime';
import { madeMessages, messageWithAttachment } from './convert-messages.ts';
import { type MeasureRate, rateOf } from './processor-rate.ts';
import type { Bench, Report } from './report.ts';
import { forgeSigning } from './smime-forge.ts';
import { OpenSsl } from './smime-openssl.ts';
import { BenchSigner, type KeyKind, keyKinds, signerAddress } from './smime-signer.ts';

type Form = 'clear' | 'opaque';

/** Each in turn, so many times: of rates the best counts, of ratios the middle one. */
const rounds = 5;
const warmUpSeconds = 2;
/** Of all eight kinds; those that are signed are the shortest. */
const madeCount = 200;
const signedCount = 50;
const largeSize = 50_000_000;
const nativeHash = (name: string) => createHash(name.replace('-', ''));

async function run(report: Report): Promise<void> {
  using openSsl = OpenSsl.compile();
  if (openSsl === undefined) report.progress('no OpenSSL to compare with: gcc or the headers of libcrypto are missing');
  const messages = madeMessages(madeCount);
  {
    using signer = new BenchSigner('ECDSA P-256');
    await addConversion(report, messages, signer);
  }
  const small = messages.toSorted((a, b) => a.length - b.length).slice(0, signedCount);
  for (const kind of keyKinds) await addSignatures(report, kind, small, openSsl);
  await addMemory(report);
}

/** How much longer signed messages take than the same unsigned. */
async function addConversion(report: Report, messages: readonly Uint8Array[], signer: BenchSigner): Promise<void> {
  const convert = rateOf((source) => void toMessageObject(parseMime(source)));
  const signed = {
    clear: await signedAs('clear', messages, signer),
    opaque: await signedAs('opaque', messages, signer),
  };
  await rateOf(
    (source) => void toMessageObject(parseMime(source)),
    warmUpSeconds,
  )([...messages, ...signed.clear, ...signed.opaque]);
  for (const form of ['clear', 'opaque'] as const) {
    report.progress(`conversion, ${form}-signed`);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const unsignedRate = await convert(messages);
      const signedRate = await convert(signed[form]);
      ratios.push(unsignedRate.messages / signedRate.messages);
    }
    const value = ratios.toSorted((a, b) => a - b)[rounds >> 1]!;
    report.add({ case: `conversion, ${form}-signed`, unit: 'times unsigned', value, higherIsBetter: false });
  }
}

async function addSignatures(
  report: Report,
  kind: KeyKind,
  messages: readonly Uint8Array[],
  openSsl: OpenSsl | undefined,
): Promise<void> {
  using signer = new BenchSigner(kind);
  const sign = rateOf((message) => signedMessage('clear', message, signer));
  const signing = new Map([['postbus', sign]]);
  if (openSsl !== undefined) signing.set('openssl', async (all) => openSsl.rate('sign', signer, all));
  if (kind === 'RSA-2048') signing.set('node-forge', rateOf(forgeSigning(signer)));
  await addRates(report, `signed, ${kind}`, messages, signing);

  for (const form of ['clear', 'opaque'] as const) {
    const verifying = new Map([['postbus', rateOf((message) => verified(message, signer))]]);
    if (openSsl !== undefined) verifying.set('openssl', async (all) => openSsl.rate('verify', signer, all));
    await addRates(report, `verified ${form}, ${kind}`, await signedAs(form, messages, signer), verifying);
  }
}

async function addRates(
  report: Report,
  name: string,
  messages: readonly Uint8Array[],
  all: ReadonlyMap<string, MeasureRate>,
): Promise<void> {
  report.progress(name);
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [who, measure] of all) {
      const rate = await measure(messages);
      best.set(who, Math.max(rate.messages, best.get(who) ?? 0));
    }
  }
  const { postbus: value = Number.NaN, ...peers } = Object.fromEntries(best);
  report.add({ case: name, unit: 'messages/s', value, higherIsBetter: true, peers });
}

async function addMemory(report: Report): Promise<void> {
  report.progress('memory of 50 MB clear-signed');
  using signer = new BenchSigner('RSA-2048');
  const folder = mkdtempSync(join(tmpdir(), 'postbus-smime-large-'));
  const file = join(folder, 'large.eml');
  const source = await signedMessage(
    'clear',
    messageWithAttachment(Math.floor((largeSize * 57) / 78), 'base64'),
    signer,
  );
  writeFileSync(file, source);
  const script = new URL('smime-memory.ts', import.meta.url).pathname;
  const ours = [...process.execArgv, script, file, signer.file('root.pem')];
  const value = Number(execFileSync(process.execPath, ours, { encoding: 'utf8' })) / source.length;
  report.add({
    case: 'memory, 50 MB clear-signed, converted and verified',
    unit: 'times its size',
    value,
    higherIsBetter: false,
  });
  rmSync(folder, { recursive: true });
}

function signedAs(form: Form, messages: readonly Uint8Array[], signer: BenchSigner): Promise<Uint8Array[]> {
  return Promise.all(messages.map((message) => signedMessage(form, message, signer)));
}

function signedMessage(form: Form, message: Uint8Array, { signer }: BenchSigner): Promise<Uint8Array> {
  return signMessage(message, { form, signers: [signer], createHash: nativeHash });
}

/** @throws where the signature is not valid, certificate, path and address among it */
async function verified(message: Uint8Array, { trust }: BenchSigner): Promise<void> {
  const { outcome } = await verifyMessage(message, {
    trust,
    at: new Date(),
    from: signerAddress,
    createHash: nativeHash,
  });
  if (outcome !== 'valid') throw new Error(`the signature is ${outcome}`);
}

export default { name: 'smime', run } satisfies Bench;
