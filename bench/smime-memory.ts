/**
 * Converts and verifies one signed message in a process of its own, and prints how much more memory that took at most
 * than the process had before it read the message, in bytes.
 *
 *   node smime-memory.ts FILE ANCHORS
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TrustStore } from '@postbus/cms';
import { isExternal } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject } from '@postbus/oxcmail';
import { verifyMessage } from '@postbus/smime';
import { mostMemory } from './most-memory.ts';
import { signerAddress } from './smime-signer.ts';

const [file = '', anchors = ''] = process.argv.slice(2);
const trust = TrustStore.ofPem(readFileSync(anchors, 'utf8'));
const before = process.memoryUsage.rss();
const { buffer, byteOffset, length } = readFileSync(file);
const source = new Uint8Array(buffer, byteOffset, length);
const verified = await verifyMessage(source, {
  trust,
  at: new Date(),
  from: signerAddress,
  createHash: (name) => createHash(name.replace('-', '')),
});
if (verified.outcome !== 'valid') throw new Error(`the signature is ${verified.outcome}`);
const message = toMessageObject(parseMime(source));
const resolve = resolverOf(source);
let made = 0;
for (const { properties } of message.attachments)
  for (const { value } of properties) if (isExternal(value)) made += resolve(value).length;
if (made === 0) throw new Error('nothing was converted');
process.stdout.write(String(mostMemory() - before));
