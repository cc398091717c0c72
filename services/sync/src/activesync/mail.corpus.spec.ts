/** Other people's mail: each message is rendered, its attachments are fetched, and it is forwarded with all of them. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BodyType, decodeMessage, encodeMessage, syncResponse } from '@postbus/activesync';
import type { MessageRecord } from '@postbus/domain';
import { AttachMethod, type AttachmentObject, PidTagAttachDataBinary, PidTagAttachmentHidden } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { isClearSigned, isOpaqueOrEncrypted, resolveBytes, resolverOf, toMessageObject } from '@postbus/oxcmail';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { combinedMessage } from './compose/combined-message.ts';
import { withCrlf } from './compose/line-ends.ts';
import { originalMessage } from './compose/original-message.ts';
import { attachmentContent } from '../content/attachment-content.ts';
import { TestMail } from './mail.fixture.ts';
import { EmailRenderer } from './rendering/email-renderer.ts';
import { MessageContent } from '../content/message-content.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const files = corpus === undefined ? [] : globSync('**/*.{eml,msg}', { cwd: corpus }).toSorted();

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

const client = parseMime(Buffer.from('To: bob@example.com\r\nSubject: Fwd\r\n\r\nSee below\r\n'));
const sizeOf = (data: string | Uint8Array | undefined) => (data === undefined ? 0 : Buffer.byteLength(data));

/** With what is made of a part kept as it came, so that it can be found in the forward. */
const asItCame = { derivedLimit: 0, uuencodedFiles: 0, joinedTexts: 0, vCards: 'file' } as const;

/** SHA-256 of all that is attached by value and listed, whatever it is embedded in. */
function hashes(attachments: readonly AttachmentObject[], source: Uint8Array): string[] {
  return attachments.flatMap(({ properties, embedded }) => {
    if (embedded !== undefined) return hashes(embedded.attachments, source);
    const data = properties.get(PidTagAttachDataBinary);
    if (data === undefined || properties.get(PidTagAttachmentHidden) === true) return [];
    return [
      createHash('sha256')
        .update(resolveBytes(data, resolverOf(source)))
        .digest('hex'),
    ];
  });
}

async function render(message: MessageRecord): Promise<void> {
  const renderer = new EmailRenderer(mail.store, mail.blobs);
  for (const Type of [BodyType.PlainText, BodyType.Html, BodyType.Mime]) {
    for (const TruncationSize of [undefined, 500]) {
      const bodyPreferences = [{ Type, TruncationSize, Preview: 100 }];
      const options = { version: '16.1' as const, bodyPreferences, mimeSupport: Type === BodyType.Mime ? 2 : 0 };
      const ApplicationData = await renderer.item(mail.scope, message, options);
      const Commands = [{ kind: 'Add' as const, ServerId: '1:1', ApplicationData }];
      const bytes = encodeMessage(syncResponse, { Collections: [{ Status: 1, Commands }] }, '16.1');
      expect(decodeMessage(syncResponse, bytes, { version: '16.1' }).Collections).toHaveLength(1);
      const { Body: body } = ApplicationData;
      expect(body?.Type).toBe(Type);
      if (TruncationSize === undefined) expect(body?.EstimatedDataSize).toBe(sizeOf(body?.Data));
      else expect(sizeOf(body?.Data)).toBeLessThanOrEqual(TruncationSize);
    }
  }
}

describe.skipIf(files.length === 0)('the corpus', () => {
  it.each(files)('%s is rendered, fetched from and forwarded', async (name) => {
    const source = withCrlf(new Uint8Array(readFileSync(join(corpus!, name))));
    const message = await mail.deliver(source);
    const text = Buffer.from(source).toString('latin1');
    await render(message);
    const content = new MessageContent(mail.store, mail.blobs, mail.scope, message);
    for (const { index, method, size } of message.summary.attachments) {
      const fetched = await attachmentContent(content, [index]);
      // The size of a message in a winmail.dat is that of its TNEF.
      if (!/ms-tnef/.test(text)) expect(fetched?.bytes.length).toBe(size);
      if (method === AttachMethod.afEmbeddedMessage) expect(fetched?.contentType).toBe('message/rfc822');
    }
    const original = await originalMessage(content);
    const forwarded = combinedMessage(client, { record: message, original, kind: 'forward' });
    const parsed = parseMime(source);
    if (isClearSigned(parsed) || isOpaqueOrEncrypted(parsed)) return;
    // What a winmail.dat holds is forwarded in its place.
    const read = /ms-tnef/.test(text) ? {} : asItCame;
    const before = hashes(toMessageObject(parsed, read).attachments, source);
    const after = new Set(hashes(toMessageObject(parseMime(forwarded), read).attachments, forwarded));
    expect(before.filter((hash) => !after.has(hash))).toEqual([]);
  });
});
