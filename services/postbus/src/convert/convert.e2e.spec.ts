/** The built command over every direction, its outputs opened by readers that others wrote. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everything } from '@postbus/message-file/testing';
import { temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, postbus } from '../server/postbus-process.fixture.ts';
import {
  type FoundMessage,
  convertByMsgconvert,
  hasExtractMsg,
  hasMsgconvert,
  hasPython,
  hasTnef,
  hasYtnef,
  readByExtractMsg,
  readByPython,
  sha256,
  unpackedBy,
} from './foreign-readers.fixture.ts';

const formats = ['eml', 'msg', 'tnef', 'json'] as const;
type Format = (typeof formats)[number];
const root = temporaryFolder();
afterAll(() => root.remove());
const at = (...names: string[]): string => join(root.path, ...names);

const picture = Buffer.from('\u0089PNG not really');
const document = Buffer.from('%PDF-1.4\n1 0 obj\n');
const expected: FoundMessage = {
  subject: '会議 report',
  from: 'joerg@example.org',
  to: ['anna@example.org', 'team@example.org'],
  cc: ['john@example.org'],
  text: 'Grüße',
  html: '<p>Grüße <img src="cid:logo@example.org"></p>',
  files: [sha256(picture), sha256(document)].toSorted(),
  embedded: ['inside'],
};
/** A converted file, from which format and to which. */
const converted = (from: Format, to: Format): string => at('out', to, `from-${from}.${to}`);

describe('postbus convert, every direction', () => {
  let results: CommandResult[];
  beforeAll(async () => {
    mkdirSync(at('in'));
    writeFileSync(at('in', 'from-eml.eml'), everything);
    for (const format of ['msg', 'tnef', 'json']) {
      await postbus(['convert', at('in', 'from-eml.eml'), '--to', format, '-o', at('made')]);
      writeFileSync(at('in', `from-${format}.${format}`), readFileSync(at('made', `from-eml.${format}`)));
    }
    results = await Promise.all(formats.map((to) => postbus(['convert', at('in'), '--to', to, '-o', at('out', to)])));
  }, 60_000);

  it('converts without a fault', () => {
    const line = '4 messages converted\n';
    expect(results).toEqual(formats.map(() => ({ code: 0, output: '', errors: line })));
    for (const to of formats) expect(readdirSync(at('out', to))).toHaveLength(4);
  });

  it('gives MIME back byte for byte', () => {
    expect(readFileSync(converted('eml', 'eml'))).toEqual(everything);
  });

  it('gives the same .msg, TNEF and JSON again', () => {
    for (const format of ['msg', 'tnef', 'json'] as const)
      expect(sha256(readFileSync(converted(format, format)))).toBe(sha256(readFileSync(converted('eml', format))));
  });

  it.skipIf(!hasPython)('writes MIME in which Python finds all that was in the original', () => {
    const found = readByPython(formats.map((from) => converted(from, 'eml')));
    expect(found).toEqual(formats.map(() => expected));
  });

  it.skipIf(!hasExtractMsg)('writes .msg in which extract-msg finds all that was in the original', () => {
    const found = readByExtractMsg(formats.map((from) => converted(from, 'msg')));
    expect(found).toEqual(formats.map(() => expected));
  });

  it.skipIf(!hasMsgconvert || !hasPython)('writes .msg that msgconvert makes the same message of', () => {
    const [found] = readByPython([convertByMsgconvert(root.path, converted('eml', 'msg'))]);
    const { embedded: _, ...told } = expected;
    expect(found).toMatchObject({ ...told, files: expect.arrayContaining([...expected.files]) });
  });

  it.skipIf(!hasTnef)('writes TNEF of which tnef unpacks the files', () => {
    expect(unpackedBy('tnef', root.path, converted('eml', 'tnef'))).toEqual(
      expect.arrayContaining([...expected.files]),
    );
  });

  it.skipIf(!hasYtnef)('writes TNEF of which ytnef unpacks the files', () => {
    expect(unpackedBy('ytnef', root.path, converted('eml', 'tnef'))).toEqual(
      expect.arrayContaining([...expected.files]),
    );
  });

  it('inspects what it wrote', async () => {
    const { code, output } = await postbus(['inspect', converted('tnef', 'msg')]);
    expect([code, output]).toEqual([0, expect.stringMatching(/PidTagSubject +0x0037001F +PtypString +会議 report/)]);
  });

  it('loses no property on the way; a .msg gains what Outlook cannot do without', () => {
    const linesOf = (from: Format): string[] =>
      readFileSync(converted(from, 'json'), 'utf8').replaceAll(/,$/gm, '').split('\n').toSorted();
    for (const from of ['tnef', 'json'] as const) expect(linesOf(from)).toEqual(linesOf('eml'));
    const ofMsg = linesOf('msg').filter((line) => !line.includes('PidTagStoreSupportMask'));
    expect(ofMsg).toEqual(linesOf('eml'));
  });
});

describe('postbus convert, the command line', () => {
  const separator = 'From anna@example.org Sat Nov 21 16:00:00 2026\n';
  const mbox = (count: number): string =>
    Array.from({ length: count }, (_, index) => `${separator}Subject: m${index + 1}\n\ntext\n\n`).join('');

  it('streams an mbox through threads, and exits 1 for what failed', async () => {
    mkdirSync(at('mail/old'), { recursive: true });
    writeFileSync(at('mail/old/a.mbox'), mbox(30));
    writeFileSync(at('mail/broken.json'), '{"format":"postbus.message.v1","properties":[{}]}');
    const { code, errors } = await postbus(['convert', at('mail'), '--to', 'msg', '-o', at('mbox'), '--jobs', '2']);
    expect([code, errors]).toEqual([1, expect.stringContaining('30 messages converted, 1 failed')]);
    expect(errors).toContain('broken.json: not-message-json');
    expect(readdirSync(at('mbox/old/a'))).toHaveLength(30);
  });

  it('goes from standard input to standard output', async () => {
    const json = await postbus(['convert', '-', '--to', 'json', '--with-mime'], everything.toString());
    const { output } = await postbus(['convert', '-', '--from', 'json', '--to', 'eml', '-o', '-'], json.output);
    expect(output).toBe(everything.toString());
    const all = await postbus(['convert', '-', '--from', 'mbox', '--to', 'json'], mbox(3));
    expect(all.output.match(/"postbus.message.v1"/g)).toHaveLength(3);
  });

  it('leaves Bcc out when told', async () => {
    const { output } = await postbus(['convert', '-', '--to', 'eml', '--no-bcc'], everything.toString());
    expect([output.includes('hidden@example.org'), output.includes('anna@example.org')]).toEqual([false, true]);
  });

  it('exits 2 for what it does not understand', async () => {
    const outcomes = await Promise.all([
      postbus(['convert', 'a.eml', '--to', 'pst']),
      postbus(['inspect', 'a.mbox', '--message', '0']),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2]);
    expect(outcomes[0]!.errors).toContain('eml, msg, tnef, json');
  });
});
