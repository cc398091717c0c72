/** Other people's reports: each is read as what it is, and Python finds in what is written of it what it finds in it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PidTagMessageClass, PidTagSmtpAddress } from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { hasPython, readWithPython } from '../../spec/python-email.ts';
import { resolverOf, toMessageObject, toMime } from '../index.ts';

const corpus = process.env['POSTBUS_CORPUS'];
/** Mailboxes of many messages, and what is not mail at all, lie beside the messages. */
const files = corpus === undefined ? [] : globSync('**/messages/*.{eml,txt}', { cwd: corpus }).toSorted();
const sources = new Map(files.map((name) => [name, new Uint8Array(readFileSync(join(corpus!, name)))]));
const status = /^message\/(?:global-)?(?:delivery-status|disposition-notification)$/;
/** Files in which every value was made x: they report nothing. */
const isBlank = (name: string) => name.includes('.anonymized.');
const reports = files.filter((name) => {
  if (isBlank(name)) return false;
  const { contentType, parts } = parseMime(sources.get(name)!);
  return contentType.is('multipart/report') && parts.some((part) => status.test(part.contentType.mediaType));
});

const classes: Readonly<Record<string, readonly [messageClass: string, ...recipients: string[]]>> = {
  'delivery-status.txt': ['REPORT.IPM.Note.NDR', 'newsletter-request@imusic.com'],
  'delivery-status2.txt': ['REPORT.IPM.Note.NDR', 'source@domain.com'],
  'delivery-status-no-blank-line.txt': ['REPORT.IPM.Note.NDR', 'newsletter-request@imusic.com'],
  'delivery-status-multiple-blank-lines.txt': ['REPORT.IPM.Note.NDR', 'orig_recip@customer.com'],
  'bounce.txt': ['REPORT.IPM.Note.NDR', 'netec.test@netecgc.com'],
  'disposition-notification.txt': ['REPORT.IPM.Note.IPNRN', 'Jane_Sender@example.org'],
};

describe.skipIf(reports.length === 0)('the reports of the corpus', () => {
  it('are all read as reports', () => {
    const others = reports.filter((name) => {
      const message = toMessageObject(parseMime(sources.get(name)!));
      return !(message.properties.get(PidTagMessageClass) ?? '').startsWith('REPORT.IPM.Note.');
    });
    expect(others).toEqual([]);
    expect(reports.length).toBeGreaterThanOrEqual(Object.keys(classes).length);
  });
  it.each(Object.entries(classes))('%s has its class and its recipients', (file, [messageClass, ...recipients]) => {
    const source = sources.get(reports.find((name) => name.endsWith(`/${file}`))!)!;
    const message = toMessageObject(parseMime(source));
    expect(message.properties.get(PidTagMessageClass)).toBe(messageClass);
    expect(message.recipients.map((row) => row.get(PidTagSmtpAddress))).toEqual(recipients);
  });
  it('come back with the same class, recipients and original', () => {
    const seen = (source: Uint8Array) => {
      const { properties, recipients, attachments } = toMessageObject(parseMime(source));
      return {
        messageClass: properties.get(PidTagMessageClass),
        recipients: recipients.map((row) => row.get(PidTagSmtpAddress)),
        embedded: attachments.map((one) => one.embedded?.properties.get(PidTagMessageClass)),
      };
    };
    for (const name of reports) {
      const source = sources.get(name)!;
      const written = toMime(toMessageObject(parseMime(source)), { resolve: resolverOf(source) });
      expect({ name, ...seen(written) }).toEqual({ name, ...seen(source) });
    }
  });
  it.skipIf(!hasPython)('are written as Python reads them, without a defect', () => {
    const written = reports.map((name) => {
      const source = sources.get(name)!;
      return toMime(toMessageObject(parseMime(source)), { resolve: resolverOf(source) });
    });
    readWithPython(written).forEach((python, index) => {
      const name = reports[index];
      expect([name, python?.defects]).toEqual([name, []]);
      expect([name, python?.parts.filter(({ contentType }) => status.test(contentType)).length]).toEqual([name, 1]);
    });
  });
});
