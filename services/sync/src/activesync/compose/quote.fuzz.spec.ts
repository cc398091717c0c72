/** Whatever original and client hold, what is sent reads as one message with both in it. */
import fc from 'fast-check';
import { parseMime } from '@postbus/mime';
import { messageParts, summarize, toMessageObject } from '@postbus/oxcmail';
import type { MessageRecord } from '@postbus/domain';
import { describe, expect, it } from 'vitest';
import { combinedMessage } from './combined-message.ts';
import { withCrlf } from './line-ends.ts';
import { outgoingMessage } from './outgoing-message.ts';

const piece = fc.constantFrom(
  '<body>',
  '</body>',
  '<html>',
  '</html>',
  '<body',
  '<!--',
  '</head>',
  '<head>',
  '--b',
  '--b--',
  '\r\n',
  '\n',
  ' ',
  '<p>',
  '>',
  'ä',
  '😀',
);
const markup = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

function message(type: string, body: string): Uint8Array {
  return Buffer.from(`To: bob@example.com\r\nContent-Type: ${type}; charset=utf-8; boundary=b\r\n\r\n${body}`);
}

describe('an original below an answer', () => {
  it('is there whatever markup it and the answer have', () => {
    const type = fc.constantFrom('text/plain', 'text/html', 'multipart/mixed', 'multipart/alternative', 'image/png');
    fc.assert(
      fc.property(type, markup, fc.constantFrom('text', 'html'), markup, (clientType, written, form, body) => {
        const client = parseMime(withCrlf(message(clientType, written)));
        const object = toMessageObject(client);
        const record = { summary: summarize(object), received: 0 } as MessageRecord;
        const original = {
          text: undefined,
          html: undefined,
          inline: [],
          attached: [],
          [form]: `${body}original-words`,
        };
        const bytes = combinedMessage(client, { record, original, kind: 'reply' });
        const account = {
          id: 'a',
          tenant: 't',
          mailbox: 'a',
          address: 'a@b.c',
          aliases: [],
          displayName: '',
          version: 1,
        };
        const { bytes: sent, recipients } = outgoingMessage(parseMime(bytes), { account, now: 0, recipients: 10 });
        expect(recipients).toEqual(['bob@example.com']);
        expect(withCrlf(sent)).toBe(sent);
        const { text, html } = messageParts(parseMime(sent));
        const forms = [text, html].filter((one) => one !== undefined);
        expect(forms.length).toBeGreaterThan(0);
        if (html !== undefined || form === 'text') {
          expect((html ?? text)?.text()).toContain('original-words');
        }
      }),
      { numRuns: 300 },
    );
  });
});
