import { mmsEntity } from '@postbus/oxosmms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGatewayMail } from './read-gateway-mail.ts';
import { readMailText } from './read-mail-text.ts';

const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 200);
const task = { kind: 'text', longest: 1000, largest: 10_000 } as const;
const gateway = { kind: 'gateway', numberDomains: ['mms.carrier.example'], receivedAt: 0 } as const;
const image = { name: 'a.jpg', mediaType: 'image/jpeg', content: new Uint8Array(300) };
const head = 'From: +14255550123@mms.carrier.example\r\nTo: Ann <ann@here.example>\r\nSubject: x\r\n';
const mails = [
  `${head}Content-Type: text/plain\r\n\r\nHi\r\n\r\nOn Monday Bob wrote:\r\n> x\r\n-- \r\nAnn\r\n`,
  `${head}Content-Type: text/html\r\n\r\n<p>Hi</p><blockquote>x</blockquote>`,
  `${head}Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nMIIB\r\n--b--\r\n`,
  `${head}Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHAqCAMIACAQE=\r\n`,
].map((text) => Buffer.from(text));
const mms = Buffer.concat([Buffer.from(head), mmsEntity({ slides: [{ text: 'Hi', image }] })]);
const edit = fc.tuple(fc.nat(2000), fc.nat(6), fc.uint8Array({ maxLength: 8 }));

function edited(mail: Uint8Array, edits: readonly (readonly [number, number, Uint8Array])[]): Uint8Array {
  let bytes = [...mail];
  for (const [at, removed, added] of edits) bytes = bytes.toSpliced(at % bytes.length, removed, ...added);
  return Uint8Array.from(bytes);
}

describe('any bytes as a mail to a number', () => {
  it('say something within the limits, or why not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...mails, mms), fc.array(edit, { maxLength: 4 }), async (mail, edits) => {
        const result = await readMailText(edited(mail, edits), task);
        if ('no' in result) return;
        const { text, media } = result.says;
        expect(text.length).toBeLessThanOrEqual(task.longest);
        expect(text.length + media.length).toBeGreaterThan(0);
        expect(media.reduce((size, { content }) => size + content.length, 0)).toBeLessThanOrEqual(task.largest);
      }),
      { numRuns: runs },
    );
  });

  it('are a multimedia message of a gateway, or none', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
        const read = readGatewayMail(edited(mms, edits), gateway);
        if (read !== undefined) expect(read.from).toMatch(/^\+?[\d*#]/);
      }),
      { numRuns: runs },
    );
  });
});
