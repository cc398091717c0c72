/** MimeKit's TNEF streams: the attachments that it lists, and what tnef (Debian) takes out of them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  PidTagAttachDataBinary,
  PidTagAttachDataObject,
  PidTagAttachFilename,
  PidTagAttachLongFilename,
  PidTagHtml,
  PidTagRtfCompressed,
  type AttachmentObject,
  type MessageObject,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { isTnef, readTnef, writeTnef, type TnefDefectCode } from './index.ts';
import { plain } from './plain-message.fixture.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const folder = `${corpus}/mimekit/tnef`;
const names = corpus === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.tnef'));
const tnefInstalled = spawnSync('tnef', ['--version']).error === undefined;

/** Attachments that are listed otherwise there: what is here instead, and why. */
const differences: Readonly<Record<string, readonly [here: readonly string[], reason: string]>> = {
  'christmas.tnef': [
    ['Untitled Attachment', 'Untitled Attachment', 'kitten-playing-with-a-christmas-tree.jpg'],
    'the two embedded messages are listed twice there: once more as the text for readers without MAPI, in attAttachData',
  ],
  'long-filename.tnef': [
    ['allproductsmar2000.dat'],
    'the list there leaves the attachment out; the file taken out of it lies beside',
  ],
  'missing-filenames.tnef': [
    ['TechlibDEC99-JAN00.doc', 'TechlibDEC99.doc', 'TechlibNOV99.doc', 'generpts.src'],
    'the list there leaves the attachments out; the files taken out of it lie beside',
  ],
};

/** Defects of the streams that have any. */
const known: Readonly<Record<string, readonly TnefDefectCode[]>> = {
  'garbage-at-end.tnef': ['not-an-attribute'],
  'panic.tnef': ['not-an-attribute'],
};

function nameOf({ properties }: AttachmentObject): string | undefined {
  return properties.get(PidTagAttachLongFilename) ?? properties.get(PidTagAttachFilename);
}

function contentOf({ properties }: AttachmentObject): Uint8Array | undefined {
  const content = properties.get(PidTagAttachDataBinary) ?? properties.get(PidTagAttachDataObject);
  return content instanceof Uint8Array ? content : undefined;
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Bytes of the interface identifier, which others leave before the content of an object. */
const iidLength = 16;

/** The files of `theirs` that are neither the content of an attachment in `message`, nor an embedded message. */
function notFound(theirs: readonly Buffer[], message: MessageObject, hash = sha256): Buffer[] {
  const contents = message.attachments.flatMap((attachment) => contentOf(attachment) ?? []);
  const hashes = new Set(contents.map((content) => hash(content)));
  const embedded = message.attachments.flatMap((attachment) => attachment.embedded ?? []).map((inner) => plain(inner));
  return theirs.filter((file) =>
    [file, file.subarray(iidLength)].every((content) => {
      if (!isTnef(content)) return !hashes.has(hash(content));
      const inner = plain(readTnef(content).message);
      return !embedded.some((one) => isDeepStrictEqual(one, inner));
    }),
  );
}

/** Line ends of the files beside were changed on their way. */
function withoutReturns(content: Uint8Array): string {
  return sha256(content.filter((byte) => byte !== 0x0d));
}

describe.skipIf(names.length === 0)('streams of other programs', () => {
  it.each(names)('%s has the attachments and the body that are listed', (name) => {
    const listed = readFileSync(`${folder}/${name.replace(/tnef$/, 'list')}`, 'utf8')
      .split(/\r?\n/)
      .filter(Boolean);
    const { message, defects } = readTnef(readFileSync(`${folder}/${name}`));
    expect(defects.map(({ code }) => code)).toEqual(known[name] ?? []);
    const files = message.attachments.map((attachment) => nameOf(attachment));
    const [expected] = differences[name] ?? [listed.filter((file) => !file.startsWith('body.'))];
    expect(files).toHaveLength(expected.length);
    expect(files).toEqual(expect.arrayContaining([...expected]));
    if (listed.includes('body.rtf')) expect(message.properties.has(PidTagRtfCompressed)).toBe(true);
    if (listed.includes('body.html')) expect(message.properties.has(PidTagHtml)).toBe(true);
  });

  it.each(names)('%s is the same after it was written', (name) => {
    const { message } = readTnef(readFileSync(`${folder}/${name}`));
    const again = readTnef(writeTnef(message));
    expect(again.defects).toEqual([]);
    expect(plain(again.message)).toEqual(plain(message));
  });

  it.skipIf(!tnefInstalled).each(names)('%s has the content that tnef takes out', (name) => {
    const out = mkdtempSync(join(tmpdir(), 'postbus-tnef-'));
    spawnSync('tnef', ['--number-backups', '-f', `${folder}/${name}`, '-C', out]);
    const theirs = readdirSync(out).map((file) => readFileSync(join(out, file)));
    rmSync(out, { recursive: true });
    const { message } = readTnef(readFileSync(`${folder}/${name}`));
    // It gives up at bytes that are no attribute, and so misses the attachment before them.
    expect(theirs).toHaveLength(message.attachments.length - (name === 'panic.tnef' ? 1 : 0));
    expect(notFound(theirs, message)).toEqual([]);
  });

  const beside = names.filter((name) => existsSync(`${folder}/${name.replace(/\.tnef$/, '')}`));
  it.each(beside)('%s has the files that lie beside it', (name) => {
    const there = `${folder}/${name.replace(/\.tnef$/, '')}`;
    const files = readdirSync(there).filter((file) => !file.startsWith('message.'));
    const theirs = files.map((file) => readFileSync(`${there}/${file}`)).filter((file) => !isPlaceholder(file));
    const { message } = readTnef(readFileSync(`${folder}/${name}`));
    expect(theirs).toHaveLength(message.attachments.length);
    expect(notFound(theirs, message, withoutReturns)).toEqual([]);
  });
});

/** What attAttachData says of an embedded message to readers without MAPI. */
function isPlaceholder(file: Buffer): boolean {
  return file.toString('latin1').startsWith('This attachment is a MAPI 1.0 embedded message');
}
