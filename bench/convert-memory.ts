/**
 * Converts one message in a process of its own, and prints how much more memory that took at most than the process had
 * before it read the message, in bytes.
 *
 *   node convert-memory.ts FILE object|msg
 */
import { readFileSync } from 'node:fs';
import { isExternal } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { resolverOf, toMessageObject } from '@postbus/oxcmail';
import { writeMsg } from '@postbus/oxmsg';
import { mostMemory } from './most-memory.ts';

const [file = '', target] = process.argv.slice(2);
const before = process.memoryUsage.rss();
const { buffer, byteOffset, length } = readFileSync(file);
const source = new Uint8Array(buffer, byteOffset, length);
const message = toMessageObject(parseMime(source));
const resolve = resolverOf(source);
let made = 0;
if (target === 'msg') made = writeMsg(message, { resolve }).length;
else
  for (const { properties } of message.attachments)
    for (const { value } of properties) if (isExternal(value)) made += resolve(value).length;
if (made === 0) throw new Error('nothing was converted');
process.stdout.write(String(mostMemory() - before));
