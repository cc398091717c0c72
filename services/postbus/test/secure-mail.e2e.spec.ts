/**
 * Signed and encrypted messages, made by OpenSSL and gpgsm, on every way through the started process: each byte of them
 * stays, and OpenSSL verifies and decrypts at the end what it made at the beginning.
 */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MailPlace, ann, bob } from './secure-mail/mail-place.ts';
import { openedByOpenssl } from './secure-mail/opened-by-openssl.ts';
import { OpensslWork } from './secure-mail/openssl-work.ts';
import {
  type SecureMessage,
  impossibleNames,
  makeSecureMessages,
  secureMessageNames,
  withLongLine,
} from './secure-mail/secure-messages.ts';
import { type Arrivals, type WayName, goEveryWay, wayNames } from './secure-mail/ways.ts';

const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
const patience = { timeout: 15_000, interval: 100 };
/** Fields that hosts put before a message. RFC 5321 4.4 */
const traceFields = /^(?:Received: [^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)*$/;

describe.skipIf(!hasOpenssl)('a secure message', () => {
  let openssl: OpensslWork;
  let place: MailPlace;
  let messages: ReadonlyMap<string, SecureMessage>;
  let ways: Readonly<Record<WayName, Arrivals>>;
  let opened: ReadonlyMap<Buffer, Buffer | undefined>;

  beforeAll(async () => {
    const starting = MailPlace.start();
    openssl = new OpensslWork();
    messages = makeSecureMessages(openssl);
    place = await starting;
    ways = await goEveryWay(
      place,
      secureMessageNames.map((name) => messages.get(name)!),
    );
    opened = await openAll();
  }, 120_000);
  afterAll(async () => {
    await place?.stop();
    openssl?.remove();
  });

  /** Everything that came, and what was sent first of all. */
  async function openAll(): Promise<ReadonlyMap<Buffer, Buffer | undefined>> {
    const made = Array.from(messages.values(), (message) => ({ message, bytes: message.bytes, der: false }));
    const came = wayNames.flatMap((way) =>
      Array.from(ways[way], ([name, { got }]) => {
        const message = messages.get(name)!;
        return { message, bytes: got, der: way.includes('Message object') && message.layers[0] !== 'clear' };
      }),
    );
    const all = [...made, ...came];
    const contents = await openedByOpenssl(openssl, all);
    return new Map(all.map(({ bytes }, index) => [bytes, contents[index]]));
  }

  /** The file of the message in an Inbox, once it is there. */
  const cameTo = (user: string, subject: string) =>
    vi.waitFor(async () => {
      const file = await place.file(user, subject);
      expect(file).toBeDefined();
      return file!;
    }, patience);

  it.each(secureMessageNames)('is one to OpenSSL before it goes: %s', (name) => {
    const { bytes, content } = messages.get(name)!;
    expect(opened.get(bytes)?.equals(content)).toBe(true);
  });

  it.skip.each(impossibleNames)('cannot be made by the programs here: %s', () => {});

  describe.each(wayNames)('%s', (way) => {
    it.each(secureMessageNames)('stays as it is: %s', (name) => {
      const { expected, got } = ways[way].get(name)!;
      const begin = got.length - expected.length;
      expect(got.subarray(Math.max(begin, 0)).equals(expected)).toBe(true);
      expect(got.subarray(0, begin).toString('latin1')).toMatch(traceFields);
      expect(opened.get(got)?.equals(messages.get(name)!.content)).toBe(true);
    });
  });

  describe('that is broken', () => {
    const header = (name: string) => `From: Ann <${ann}>\r\nSubject: ${name}\r\nMIME-Version: 1.0\r\n`;
    const signed = 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\r\n\r\n';
    const opaque = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="../smime.p7m"\r\n';

    it.each([
      ['without parts', `${signed}nothing\r\n`],
      ['without boundary', `${signed.replace('; boundary=s', '')}--s\r\n\r\nx\r\n--s--\r\n`],
      ['with one part', `${signed}--s\r\n\r\nx \r\n--s--\r\n`],
      ['cut short', `${signed}--s\r\n\r\nx \r\n--s\r\nContent-Type: application/pkcs7-signature\r\n\r\nMII\r\n`],
      ['with lengths of gigabytes', `${opaque}Content-Transfer-Encoding: base64\r\n\r\nMIR/////BgkqhkiG9w0BBwI=\r\n`],
      ['of what is no base64', `${opaque}Content-Transfer-Encoding: base64\r\n\r\n\xff*=*\0\r\n`],
      ['of nothing', `${opaque}\r\n`],
    ])('is delivered as its bytes: one %s', async (what, rest) => {
      const subject = `broken: ${what}`;
      const bytes = Buffer.from(header(subject) + rest, 'latin1');
      await place.receive([bytes]);
      const got = await cameTo(bob, subject);
      expect(got.subarray(-bytes.length).equals(bytes)).toBe(true);
    });
  });

  describe('that a host could not get as it is', () => {
    /** The notification that speaks of a message to its sender. */
    const reportOf = (name: string) =>
      vi.waitFor(async () => {
        const reports = [...(await place.files(ann)).values()].map(String);
        const report = reports.find((text) => text.includes('multipart/report') && text.includes(`Subject: ${name}`));
        expect(report).toBeDefined();
        return report;
      }, patience);

    it('stays in mailboxes here, and goes back to its sender, who is told of the line: one of 100,000 bytes', async () => {
      const message = messages.get(withLongLine)!;
      await place.receive([message.bytes]);
      await place.submit([message.bytes]);
      const got = await cameTo(bob, withLongLine);
      expect(got.subarray(-message.bytes.length).equals(message.bytes)).toBe(true);
      const [content] = await openedByOpenssl(openssl, [{ message, bytes: got, der: false }]);
      expect(content?.equals(message.content)).toBe(true);
      const report = await reportOf(withLongLine);
      expect(report).toContain('Status: 5.6.0');
      expect(report).toMatch(/line \d+ of the body has 100000 bytes/);
    });

    it('goes back to its sender: one with 8-bit bytes, where 8BITMIME is not offered', async () => {
      const { bytes, name } = messages.get('signed, with 8-bit bytes')!;
      const before = place.nextHop.messages.length;
      place.nextHop.play({ ehlo: '250-next.example\n250 PIPELINING' });
      await place.submit([bytes]);
      expect(await reportOf(name)).toContain('Status: 5.6.3');
      expect(place.nextHop.messages).toHaveLength(before);
    });
  });
});
