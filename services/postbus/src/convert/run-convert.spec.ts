import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '@postbus/testing';
import { everything } from './messages.fixture.ts';
import { type ConvertRequest, runConvert } from './run-convert.ts';

const root = temporaryFolder();
afterAll(() => root.remove());

let folders = 0;
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = join(root.path, String(folders++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function run(request: Partial<ConvertRequest>, given = '', terminal = false) {
  const written = { output: [] as Uint8Array[], errors: '' };
  const failed = await runConvert(
    { inputs: [], output: undefined, to: 'json', withMime: false, jobs: 2, ...request },
    {
      input: (async function* () {
        yield Buffer.from(given);
      })(),
      output: { write: (chunk) => written.output.push(Buffer.from(chunk)) },
      errors: { write: (chunk) => (written.errors += String(chunk)), isTTY: terminal },
    },
  );
  return { failed, output: Buffer.concat(written.output).toString(), errors: written.errors };
}

describe('postbus convert', () => {
  it('gives one output an input, of the same base name, beside it', async () => {
    const folder = folderWith({ 'a.eml': everything, 'b.c.eml': 'Subject: b\r\n\r\n' });
    expect(await run({ inputs: [join(folder, 'a.eml'), join(folder, 'b.c.eml')] })).toMatchObject({ failed: 0 });
    expect(readdirSync(folder).toSorted()).toEqual(['a.eml', 'a.json', 'b.c.eml', 'b.c.json']);
    expect(readFileSync(join(folder, 'b.c.json'), 'utf8')).toContain('"PidTagSubject"');
  });

  it('goes on past a bad input, tells it with its place, and counts it', async () => {
    const folder = folderWith({ 'good.json': '{"properties":[]}', 'bad.json': '{"properties":[{}]}' });
    const inputs = ['bad.json', 'gone.json', 'good.json'].map((name) => join(folder, name));
    const { failed, errors } = await run({ inputs, to: 'eml', output: join(folder, 'out') });
    expect(failed).toBe(2);
    expect(readdirSync(join(folder, 'out'))).toEqual(['good.eml']);
    expect(errors).toContain(`${inputs[0]}: not-message-json: not the name of a property type (at /properties/0/type)`);
    expect(errors).toContain(`${inputs[1]}: no such file or folder`);
    expect(errors).toContain('1 message converted, 2 failed');
  });

  it('reads - from standard input and writes to standard output, messages alone', async () => {
    const { failed, output, errors } = await run({ inputs: ['-'] }, 'Subject: piped\r\n\r\n');
    expect(failed).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ format: 'postbus.message.v1' });
    expect(errors).toBe('');
  });

  it('never writes over its input, nor one output over another', async () => {
    const folder = folderWith({ 'a.eml': everything, 'a.txt': everything });
    const [eml, txt] = [join(folder, 'a.eml'), join(folder, 'a.txt')];
    expect((await run({ inputs: [eml], to: 'eml' })).errors).toContain('output-is-input');
    expect((await run({ inputs: [eml, txt] })).errors).toContain('a.txt: output-taken');
    expect(readFileSync(eml)).toEqual(everything);
  });

  it('converts many over threads', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `${index}.eml`);
    const folder = folderWith(Object.fromEntries(names.map((name) => [name, `Subject: ${name}\r\n\r\n`])));
    const inputs = [...names, 'gone.eml'].map((name) => join(folder, name));
    const { failed, errors } = await run({ inputs, output: join(folder, 'out') });
    expect([failed, errors.includes('gone.eml: no such file')]).toEqual([1, true]);
    for (const name of names)
      expect(readFileSync(join(folder, 'out', name.replace('eml', 'json')), 'utf8')).toContain(`"${name}"`);
  });

  it('shows progress on a terminal, and takes it away at the end', async () => {
    const folder = folderWith({ 'a.eml': everything, 'b.eml': everything });
    const inputs = [join(folder, 'a.eml'), join(folder, 'b.eml')];
    const { errors } = await run({ inputs }, '', true);
    expect(errors).toMatch(/1 of 2 .*\r\u001b\[2K[^\r]*2 messages converted/s);
  });
});
