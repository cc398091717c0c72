import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '@postbus/testing';
import { convertContent } from '../convert/convert-content.ts';
import { everything } from '../convert/messages.fixture.ts';
import { cellsOf } from '../terminal/cells.ts';
import { runInspect } from './run-inspect.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

async function inspect(
  content: Uint8Array,
  options: { json?: true; full?: true; terminal?: true; columns?: number } = {},
) {
  const file = join(folder.path, 'message.eml');
  writeFileSync(file, content);
  let written = '';
  const output = {
    write: (chunk: string | Uint8Array) => (written += Buffer.from(chunk).toString()),
    isTTY: options.terminal === true,
    ...(options.columns !== undefined && { columns: options.columns }),
  };
  const request = { file, json: options.json === true, full: options.full === true };
  await runInspect(request, { input: process.stdin, output, errors: output });
  return written;
}
const lineOf = (shown: string, start: string) => shown.split('\n').find((line) => line.trim().startsWith(start)) ?? '';

describe('postbus inspect', () => {
  it('shows name, tag, type and value of each property', async () => {
    const shown = await inspect(everything);
    expect(lineOf(shown, 'PidTagSubject ').split(/ {2,}/)).toEqual([
      '',
      'PidTagSubject',
      '0x0037001F',
      'PtypString',
      '会議 report',
    ]);
    expect(lineOf(shown, 'PidTagClientSubmitTime')).toContain('2026-11-20 09:00:00 UTC');
    expect(lineOf(shown, 'PidTagMessageFlags')).toContain('mfHasAttach');
    expect(lineOf(shown, 'X-Campaign')).toMatch(/PS_INTERNET_HEADERS +PtypString +autumn/);
  });

  it('shows recipients, attachments with their sizes, and what is embedded further to the right', async () => {
    const lines = (await inspect(everything)).split('\n');
    expect(lines).toContain('4 recipients');
    expect(lines).toContain('  To   Anna Ek <anna@example.org>');
    expect(lines).toContain('3 attachments');
    expect(lines).toContain('  会議.pdf  application/pdf, 17 bytes');
    const subjects = lines.filter((line) => /^ +PidTagSubject /.test(line));
    expect(subjects.map((line) => line.search(/\S/))).toEqual([2, 6]);
  });

  it('cuts long values to the width, and shows them whole when asked', async () => {
    const long = Buffer.from(`Subject: s\r\n\r\n${'long '.repeat(500)}`);
    const cut = lineOf(await inspect(long, { columns: 100 }), 'PidTagBody');
    expect([cellsOf(cut) <= 100, cut.endsWith('…')]).toEqual([true, true]);
    expect(lineOf(await inspect(long, { full: true }), 'PidTagBody')).toContain('long '.repeat(500).trim());
  });

  it('has colours on a terminal only, and never those of the message', async () => {
    const evil = Buffer.from('Subject: \u001b[31mred\u001b[0m\r\n\r\n');
    expect(await inspect(evil)).not.toContain('\u001b');
    const coloured = await inspect(evil, { terminal: true });
    expect(coloured).toContain('\u001b[');
    expect(coloured).not.toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toContain('\\u001b[31mred');
  });

  it('says what is wrong with the MIME, and where', async () => {
    const broken = Buffer.from('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext');
    expect(await inspect(broken)).toMatch(/no-closing-boundary {2}the message, at byte \d+/);
  });

  it('gives the documented JSON', async () => {
    const json = await inspect(everything, { json: true });
    expect(json).toBe(Buffer.from(convertContent(everything, { to: 'json', withMime: false })).toString());
  });
});
