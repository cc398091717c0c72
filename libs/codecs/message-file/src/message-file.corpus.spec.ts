/** Other people's mail: each message to .msg, TNEF and JSON and back to MIME, with what it said. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AttachMethod,
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachMethod,
  PidTagRecipientType,
  PidTagSentRepresentingSmtpAddress,
  PidTagSmtpAddress,
  PidTagSubject,
  type ResolveValue,
} from '@postbus/mapi';
import { htmlBody, resolveBytes, textBody } from '@postbus/oxcmail';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { detectFormat, isMbox, readMessageFile, splitMbox, writeMessageFile } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const names = corpus === undefined ? [] : globSync('**/*.{eml,msg,txt}', { cwd: corpus }).toSorted();
const contentOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(corpus!, name)));
const messages = names
  .filter((name) => !/(?:LICENSE|COPYING|lorem|wikipedia|summary|planet-fitness|MIT|Apache-2\.0)/.test(name))
  .map((name) => [name, contentOf(name)] as const)
  .filter(([, bytes]) => detectFormat(bytes) === 'eml' && !isMbox(bytes));

const schema = JSON.parse(readFileSync(new URL('../../../../docs/message.schema.json', import.meta.url), 'utf8'));
const isDocument = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

/** What MIME written anew says otherwise, and why. */
const saysOtherwise: Readonly<Record<string, readonly (keyof Said)[]>> = {
  // A report has a text for people. These have none, and the one that is written stands for them. RFC 3462 1
  'mimekit/messages/delivery-status.txt': ['text'],
  'mimekit/messages/delivery-status-no-blank-line.txt': ['text'],
  // A picture named by its Content-Location has a Content-ID then. [MS-OXCMAIL] 2.1.3.4
  'mimekit/messages/multipart-related-mhtml.txt': ['html'],
  // The body is RTF alone: HTML is made of it, and where it stands for a picture, the picture's Content-ID. [MS-OXCMAIL] 2.1.3.3
  'mimekit/tnef/rich-text.eml': ['html', 'attachments'],
};

const trimmed = (text: string): string => text.replace(/\s+/g, ' ').trim();

interface Said {
  readonly subject: string;
  readonly from: string;
  readonly recipients: readonly string[];
  readonly text: string;
  readonly html: string | undefined;
  readonly attachments: readonly (string | Said)[];
}

/** People without an address are left out: what they are called is no mailbox of MIME. RFC 5322 3.4 */
function saidBy({ properties, recipients, attachments }: MessageObject, resolve: ResolveValue): Said {
  const message = { properties, recipients, attachments };
  return {
    subject: trimmed(properties.get(PidTagSubject) ?? ''),
    from: properties.get(PidTagSentRepresentingSmtpAddress) ?? '',
    recipients: recipients
      .filter((one) => one.get(PidTagSmtpAddress)?.includes('@'))
      .map((one) => `${one.get(PidTagRecipientType)} ${one.get(PidTagSmtpAddress)}`),
    text: trimmed(textBody(message, resolve)),
    html: htmlBody(message, resolve),
    attachments: attachments.map(({ properties: file, embedded }) => {
      if (embedded !== undefined) return saidBy(embedded, resolve);
      // An OLE object is a storage of the .msg, and a compound file of its own elsewhere: the same streams in other sectors.
      if (file.get(PidTagAttachMethod) === AttachMethod.afOle) return 'OLE object';
      const data = file.get(PidTagAttachDataBinary);
      return data === undefined ? '' : sha256(resolveBytes(data, resolve));
    }),
  };
}

/** Without what MIME written anew says otherwise. */
function alike(name: string, said: Said): Partial<Said> {
  const otherwise = new Set<string>(saysOtherwise[name]);
  return Object.fromEntries(Object.entries(said).filter(([member]) => !otherwise.has(member)));
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

describe.skipIf(messages.length === 0)('the corpus', () => {
  it.each(messages)('%s says the same as .msg, TNEF and JSON', (_, bytes) => {
    const file = readMessageFile(bytes);
    const said = saidBy(file.message, file.resolve);
    for (const format of ['msg', 'tnef', 'json'] as const) {
      const written = readMessageFile(writeMessageFile(file, format));
      expect([written.format, written.defects]).toEqual([format, []]);
      expect([format, saidBy(written.message, written.resolve)]).toEqual([format, said]);
    }
  });

  it.each(messages)('%s is JSON as the schema says', (_, bytes) => {
    isDocument(JSON.parse(Buffer.from(writeMessageFile(readMessageFile(bytes), 'json')).toString()));
    expect(isDocument.errors).toBeNull();
  });

  it.each(messages)('%s says the same as MIME written anew', (name, bytes) => {
    const file = readMessageFile(bytes);
    for (const format of ['msg', 'tnef', 'json'] as const) {
      const between = readMessageFile(writeMessageFile(file, format));
      const again = readMessageFile(writeMessageFile(between, 'eml'));
      const expected = alike(name, saidBy(file.message, file.resolve));
      expect([format, alike(name, saidBy(again.message, again.resolve))]).toEqual([format, expected]);
    }
  });
});

const filesOf = (pattern: string): string[] =>
  corpus === undefined ? [] : globSync(pattern, { cwd: corpus }).toSorted();

describe.skipIf(corpus === undefined)('TNEF of the corpus', () => {
  it.each(filesOf('**/*.{tnef,dat}').filter((name) => detectFormat(contentOf(name)) === 'tnef'))(
    '%s says the same as .msg and JSON, and is written as MIME',
    (name) => {
      const file = readMessageFile(contentOf(name));
      expect(file.format).toBe('tnef');
      for (const format of ['msg', 'json', 'tnef'] as const) {
        const written = readMessageFile(writeMessageFile(file, format));
        expect([format, saidBy(written.message, written.resolve)]).toEqual([
          format,
          saidBy(file.message, file.resolve),
        ]);
      }
      const mime = readMessageFile(writeMessageFile(file, 'eml'));
      expect(mime.message.attachments.length).toBeGreaterThanOrEqual(file.message.attachments.length);
    },
  );
});

interface MimeKitOffsets {
  readonly mboxMarkerOffset: number;
  readonly beginOffset: number;
  readonly endOffset: number;
}

describe.skipIf(corpus === undefined)('mboxes of the corpus', () => {
  it.each(['content-length', 'issue1189'])('%s has the messages that MimeKit finds, at the same bytes', (name) => {
    const file = contentOf(`mimekit/mbox/${name}.mbox.txt`);
    const offsets = JSON.parse(
      Buffer.from(contentOf(`mimekit/mbox/${name}.unix-offsets.json`)).toString(),
    ) as MimeKitOffsets[];
    const found = [...splitMbox(file, { variant: 'mboxcl2' })];
    expect(found.map(({ offset }) => offset)).toEqual(offsets.map(({ mboxMarkerOffset }) => mboxMarkerOffset));
    offsets.forEach(({ beginOffset, endOffset }, index) => {
      // MimeKit takes the line end before a separator for the separator's, where no empty line is there too.
      const more = Buffer.from(found[index]!.bytes.subarray(endOffset - beginOffset)).toString();
      expect(['', '\n']).toContain(more);
      expect(sha256(found[index]!.bytes.subarray(0, endOffset - beginOffset))).toBe(
        sha256(file.subarray(beginOffset, endOffset)),
      );
    });
  });

  it.each([
    ['simple', 3],
    ['unmunged', 2],
  ])('%s has its messages, whatever their bodies say', (name, count) => {
    expect([...splitMbox(contentOf(`mimekit/mbox/${name}.mbox.txt`))]).toHaveLength(count);
  });
});
