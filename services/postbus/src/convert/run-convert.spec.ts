import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFormat } from '@postbus/message-file';
import { everything } from '@postbus/message-file/testing';
import { temporaryFolder } from '@postbus/testing';
import { type ConvertRequest, runConvert } from './run-convert.ts';

const root = temporaryFolder();
afterAll(() => root.remove());

let folders = 0;
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(root.path, String(folders++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

const usual: ConvertRequest = {
  inputs: [],
  output: undefined,
  to: 'json',
  jobs: 2,
  kind: undefined,
  mbox: {},
  options: {},
};

async function run(request: Partial<ConvertRequest>, given: string | Uint8Array = '', terminal = false) {
  const written = { output: [] as Uint8Array[], errors: '' };
  const failed = await runConvert(
    { ...usual, ...request },
    {
      input: (async function* () {
        yield Buffer.from(given);
      })(),
      output: { write: (chunk) => written.output.push(Buffer.from(chunk)) },
      errors: { write: (chunk) => (written.errors += String(chunk)), isTTY: terminal },
    },
  );
  return { failed, output: Buffer.concat(written.output), errors: written.errors };
}
const separator = 'From anna@example.org Sat Nov 21 16:00:00 2026\n';
const mbox = (count: number, first = 1): string =>
  Array.from({ length: count }, (_, index) => `${separator}Subject: m${first + index}\n\n>From me\n\n`).join('');

describe('postbus convert', () => {
  it('gives one output an input, of the same base name, beside it', async () => {
    const folder = folderWith({ 'a.eml': everything, 'b.c.eml': 'Subject: b\r\n\r\n' });
    expect(await run({ inputs: [join(folder, 'a.eml'), join(folder, 'b.c.eml')] })).toMatchObject({ failed: 0 });
    expect(filesIn(folder)).toEqual(['a.eml', 'a.json', 'b.c.eml', 'b.c.json']);
    expect(readFileSync(join(folder, 'b.c.json'), 'utf8')).toContain('"PidTagSubject"');
  });

  it.each(['eml', 'msg', 'tnef', 'json'] as const)('writes %s', async (to) => {
    const folder = folderWith({ 'a.eml': everything });
    expect(await run({ inputs: [join(folder, 'a.eml')], to, output: join(folder, 'out') })).toMatchObject({
      failed: 0,
    });
    expect(detectFormat(readFileSync(join(folder, 'out', `a.${to}`)))).toBe(to);
  });

  it('goes on past a bad input, tells it with its place, and counts it', async () => {
    const folder = folderWith({ 'good.json': '{"properties":[]}', 'bad.json': '{"properties":[{}]}' });
    const inputs = ['bad.json', 'gone.json', 'good.json'].map((name) => join(folder, name));
    const { failed, errors } = await run({ inputs, to: 'eml', output: join(folder, 'out') });
    expect(failed).toBe(2);
    expect(filesIn(join(folder, 'out'))).toEqual(['good.eml']);
    expect(errors).toContain(`${inputs[0]}: not-message-json: not the name of a property type (at /properties/0/type)`);
    expect(errors).toContain(`${inputs[1]}: no such file or folder`);
    expect(errors).toContain('1 message converted, 2 failed');
  });

  it('warns of what was wrong in a message, with its place, at most ten times a message', async () => {
    const parts = Array.from({ length: 12 }, () => '--b\r\nContent-Transfer-Encoding: x\r\n\r\n\r\n').join('');
    const folder = folderWith({ 'a.eml': `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n` });
    const { failed, errors } = await run({ inputs: [join(folder, 'a.eml')] });
    expect(failed).toBe(0);
    expect(errors).toContain('a.eml: warning: unknown-transfer-encoding at part 1, byte 50: the transfer encoding');
    expect(errors.trim().split('\n')).toHaveLength(11);
    expect(errors).toContain('a.eml: warning: 2 more defects');
  });

  it('never writes over an input, nor one output over another', async () => {
    const folder = folderWith({
      'a.eml': everything,
      'a.txt': everything,
      'b.eml': everything,
      'b.json': '{"properties":[]}',
    });
    const [eml, txt, b, json] = ['a.eml', 'a.txt', 'b.eml', 'b.json'].map((name) => join(folder, name));
    expect((await run({ inputs: [eml!], to: 'eml' })).errors).toContain('output-is-input');
    expect((await run({ inputs: [eml!, txt!] })).errors).toContain('a.txt: output-taken');
    expect((await run({ inputs: [b!, json!] })).errors).toContain('b.eml: output-is-input');
    expect(readFileSync(eml!)).toEqual(everything);
    expect(readFileSync(json!, 'utf8')).toBe('{"properties":[]}');
  });

  it('converts many over threads, those of an mbox too', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `${index}.eml`);
    const folder = folderWith({
      ...Object.fromEntries(names.map((name) => [name, `Subject: ${name}\r\n\r\n`])),
      'z.mbox': mbox(20),
    });
    const inputs = [...names, 'gone.eml', 'z.mbox'].map((name) => join(folder, name));
    const { failed, errors } = await run({ inputs, output: join(folder, 'out') });
    expect([failed, errors.includes('gone.eml: no such file')]).toEqual([1, true]);
    for (const name of names)
      expect(readFileSync(join(folder, 'out', name.replace('eml', 'json')), 'utf8')).toContain(`"${name}"`);
    expect(readFileSync(join(folder, 'out/z/000020.json'), 'utf8')).toContain('"m20"');
    expect(errors).toContain('44 messages converted, 1 failed');
  });

  it('shows progress on a terminal, and takes it away at the end', async () => {
    const folder = folderWith({ 'a.eml': everything, 'b.eml': everything });
    const inputs = [join(folder, 'a.eml'), join(folder, 'b.eml')];
    const { errors } = await run({ inputs }, '', true);
    expect(errors).toMatch(/1 of 2 .*\r\u001b\[2K[^\r]*2 messages converted/s);
  });

  it('names no file after what a message says', async () => {
    const evil = 'Subject: ../../evil\r\nContent-Type: a/b; name="../../evil"\r\n\r\nx';
    const folder = folderWith({ 'in/deep/a.mbox': `${separator}${evil}\n` });
    await run({ inputs: [join(folder, 'in')], output: join(folder, 'out') });
    expect(filesIn(folder)).toEqual(['in/deep/a.mbox', 'out/deep/a/000001.json']);
  });
});

describe('postbus convert with standard input and output', () => {
  it('reads - and writes messages alone', async () => {
    const { failed, output, errors } = await run({ inputs: ['-'] }, 'Subject: piped\r\n\r\n');
    expect(failed).toBe(0);
    expect(JSON.parse(output.toString())).toMatchObject({ format: 'postbus.message.v1' });
    expect(errors).toBe('');
  });

  it('writes what it read to OUTDIR, of an mbox a folder', async () => {
    const folder = folderWith({});
    expect(await run({ inputs: ['-'], output: folder, to: 'msg' }, everything)).toMatchObject({ failed: 0 });
    expect(await run({ inputs: ['-'], output: folder }, mbox(2))).toMatchObject({ failed: 0 });
    expect(filesIn(folder)).toEqual(['stdin.msg', 'stdin/000001.json', 'stdin/000002.json']);
  });

  it('takes standard input for what --from says', async () => {
    const { output } = await run({ inputs: ['-'], kind: 'message', options: { read: { format: 'eml' } } }, mbox(2));
    expect(output.toString().match(/"format"/g)).toHaveLength(1);
    const refused = await run({ inputs: ['-'], kind: 'mbox' }, 'Subject: no mbox\n\n');
    expect([refused.failed, refused.errors]).toEqual([1, expect.stringContaining('standard input: not-an-mbox')]);
  });

  it('writes JSON documents one after another', async () => {
    const folder = folderWith({ 'a.mbox': mbox(2) });
    const { failed, output } = await run({ inputs: [join(folder, 'a.mbox'), '-'], output: '-' }, 'Subject: m3\n\n');
    expect([
      failed,
      output
        .toString()
        .match(/"PidTagSubject".*/g)
        ?.map((line) => /"m\d"/.exec(line)?.[0]),
    ]).toEqual([0, ['"m1"', '"m2"', '"m3"']]);
  });

  it('writes one message of the other formats, and nothing where there are more', async () => {
    const one = await run({ inputs: ['-'], output: '-', to: 'eml' }, mbox(1));
    expect([one.failed, one.output.toString()]).toEqual([0, 'Subject: m1\n\nFrom me\n']);
    const two = await run({ inputs: ['-'], output: '-', to: 'eml' }, mbox(2));
    expect([two.failed, two.output.length, two.errors]).toEqual([1, 0, expect.stringContaining('one-output-only')]);
  });
});

describe('postbus convert on folders', () => {
  const tree = {
    'a.eml': 'Subject: a\n\n',
    'cur/1234.M5P6.host:2,S': 'Return-Path: <x@y>\nSubject: maildir\n\n',
    'deep/er/b.eml': 'Subject: b\n\n',
    'deep/c.mbox': mbox(2),
    'notes.txt': 'Things: many\nand more\n',
    'picture.png': Uint8Array.of(0x89, 0x50),
    'sheet.xls': Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    'settings.json': '{"format": 1}',
    'empty/.keep': '',
  };

  it('converts every message file in them, and keeps the tree', async () => {
    const folder = folderWith(tree);
    const out = join(folder, 'out');
    expect(await run({ inputs: [folder], output: out })).toMatchObject({ failed: 0 });
    const expected = ['a.json', 'cur/1234.M5P6.json', 'deep/c/000001.json', 'deep/c/000002.json', 'deep/er/b.json'];
    expect(filesIn(out)).toEqual(expected);
    expect(await run({ inputs: [folder], output: out }), 'OUTDIR is no input').toMatchObject({ failed: 0 });
    expect(filesIn(out)).toEqual(expected);
  });

  it('reads what it wrote, whatever the format', async () => {
    const folder = folderWith({ 'in/a.eml': everything, 'in/b/c.eml': everything });
    for (const [from, to] of [
      ['in', 'msg'],
      ['msg', 'tnef'],
      ['tnef', 'json'],
      ['json', 'eml'],
    ] as const)
      expect(await run({ inputs: [join(folder, from)], output: join(folder, to), to })).toMatchObject({ failed: 0 });
    expect(filesIn(join(folder, 'eml'))).toEqual(['a.eml', 'b/c.eml']);
  });

  it('does not follow symbolic links, and says so', async () => {
    const outside = folderWith({ 'secret.eml': 'Subject: secret\n\n' });
    const folder = folderWith({ 'a.eml': 'Subject: a\n\n' });
    symlinkSync(outside, join(folder, 'out-there'));
    symlinkSync(join(outside, 'secret.eml'), join(folder, 'secret.eml'));
    symlinkSync(folder, join(folder, 'loop'));
    const { failed, errors } = await run({ inputs: [folder], output: join(folder, 'out') });
    expect(filesIn(join(folder, 'out'))).toEqual(['a.json']);
    expect([failed, errors.match(/warning: not-a-file/g)?.length]).toEqual([0, 3]);
  });

  it('tells names that collide', async () => {
    const folder = folderWith({
      'a.eml': 'Subject: a\n\n',
      'a.msg.eml': 'Subject: a\n\n',
      'a.mbox': mbox(1),
      'a/000001.eml': 'Subject: x\n\n',
    });
    const { failed, errors } = await run({ inputs: [folder], output: join(folder, 'out') });
    expect([failed, errors]).toEqual([1, expect.stringMatching(/a\.mbox, message 1: output-taken: .*a\/000001\.eml/)]);
  });

  it('passes over what has the name of its own output, and never writes over it', async () => {
    const folder = folderWith({ 'a.eml': 'Subject: a\n\n', 'b/c.eml': 'Subject: c\n\n' });
    expect(await run({ inputs: [folder], to: 'eml' })).toMatchObject({ failed: 0, errors: '' });
    expect(filesIn(folder)).toEqual(['a.eml', 'b/c.eml']);
    expect(await run({ inputs: [folder] })).toMatchObject({ failed: 0 });
    const again = await run({ inputs: [folder] });
    expect([again.failed, again.errors.match(/output-is-input/g)?.length]).toEqual([2, 2]);
  });

  it('fails where a folder holds none', async () => {
    const { failed, errors } = await run({ inputs: [folderWith({ 'notes.txt': 'x' })] });
    expect([failed, errors]).toEqual([1, expect.stringContaining('no-messages')]);
  });
});

describe('postbus convert of an mbox', () => {
  it('gives a folder of numbered outputs, its quoted lines as they were', async () => {
    const folder = folderWith({ 'Inbox.mbox': mbox(3) });
    expect(await run({ inputs: [join(folder, 'Inbox.mbox')], to: 'eml' })).toMatchObject({ failed: 0 });
    expect(readFileSync(join(folder, 'Inbox/000003.eml'), 'latin1')).toBe('Subject: m3\n\nFrom me\n');
    expect(filesIn(folder)).toHaveLength(4);
  });

  it('asks for OUTDIR where the folder would be the mbox itself', async () => {
    const folder = folderWith({ Inbox: mbox(1) });
    expect((await run({ inputs: [join(folder, 'Inbox')] })).errors).toContain('output-is-input');
    expect(await run({ inputs: [join(folder, 'Inbox')], output: join(folder, 'out') })).toMatchObject({ failed: 0 });
  });

  it('takes an .eml that begins with a separator for the one message that it is', async () => {
    const folder = folderWith({ 'a.eml': mbox(1) });
    await run({ inputs: [join(folder, 'a.eml')] });
    expect(filesIn(folder)).toEqual(['a.eml', 'a.json']);
  });

  it('gives the messages before the place where it is damaged', async () => {
    const folder = folderWith({ 'a.mbox': `${mbox(1)}${separator}Subject: long\n\n${'x'.repeat(5000)}\n` });
    const { failed, errors } = await run({ inputs: [join(folder, 'a.mbox')], mbox: { messageBytes: 1000 } });
    expect([failed, errors]).toEqual([1, expect.stringContaining('a.mbox: message-too-large: message 2')]);
    expect(filesIn(folder)).toEqual(['a.mbox', 'a/000001.json']);
  });

  it('gives the same outputs with one thread and with several', async () => {
    const folder = folderWith({ 'a.mbox': mbox(40) });
    const sums = async (jobs: number) => {
      const output = join(folder, String(jobs));
      await run({ inputs: [join(folder, 'a.mbox')], output, jobs, to: 'msg' });
      return filesIn(output).map((name) =>
        createHash('sha256')
          .update(readFileSync(join(output, name)))
          .digest('hex'),
      );
    };
    expect(await sums(1)).toEqual(await sums(2));
  });
});
