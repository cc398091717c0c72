/** Each codec as a library of its own: packed, installed alone, its README's example run, and all of them in a browser. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, documentOf } from './headless-browser.ts';
import { type PackedCodecs, codecNames, ownCodecs, packCodecs, readmeExample } from './packed-codecs.ts';

const exampleOf = (codec: string): string => join('examples', `${codec}.${readmeExample(codec)?.language ?? 'ts'}`);

let packed: PackedCodecs;
beforeAll(() => {
  packed = packCodecs();
  mkdirSync(join(packed.project, 'examples'));
  for (const codec of ownCodecs)
    writeFileSync(join(packed.project, exampleOf(codec)), readmeExample(codec)?.text ?? '');
}, 120_000);
afterAll(() => packed?.remove());

it.each(codecNames)('@postbus/%s packs what it was built to, its types, its source and its README', (codec) => {
  expect(packed.files(codec)).toEqual(
    expect.arrayContaining(['README.md', 'dist/index.d.ts', 'dist/index.js', 'package.json', 'src/index.ts']),
  );
});

it.each(ownCodecs)('@postbus/%s has an example of some ten lines in its README, which runs', (codec) => {
  expect(readmeExample(codec)?.text.split('\n').length).toBeLessThan(20);
  execFileSync(process.execPath, [exampleOf(codec)], { cwd: packed.project, stdio: 'pipe' });
});

it('has types that the examples agree with', { timeout: 60_000 }, () => {
  const compiler = resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,dom'];
  const files = ownCodecs.map(exampleOf).filter((file) => file.endsWith('.ts'));
  execFileSync(process.execPath, [compiler, ...options, '--types', '', ...files], {
    cwd: packed.project,
    encoding: 'utf8',
    stdio: 'pipe',
  });
});

/** What the page does with a message, and writes into its document. */
const script = `
  import { parseMime } from '@postbus/mime';
  import { resolverOf, toMessageObject } from '@postbus/oxcmail';
  import { readMsg, writeMsg } from '@postbus/oxmsg';
  import { readTnef, writeTnef } from '@postbus/oxtnef';
  import { PidTagSubject } from '@postbus/mapi';
  const lines = [
    'From: Ada <ada@example.org>', 'To: bob@example.org', 'Subject: =?iso-2022-jp?B?GyRCJVYlaSUmJTYbKEI=?=',
    'MIME-Version: 1.0', 'Content-Type: text/plain; charset=koi8-r', 'Content-Transfer-Encoding: base64', '', '8NLJ18XU',
  ];
  const mime = new TextEncoder().encode(lines.join('\\r\\n'));
  const message = toMessageObject(parseMime(mime));
  const options = { resolve: resolverOf(mime) };
  const subjects = [readMsg(writeMsg(message, options)), readTnef(writeTnef(message, options))].map(
    ({ message: { properties } }) => properties.get(PidTagSubject),
  );
  document.body.textContent = JSON.stringify(subjects);
`;

describe.skipIf(chromium === undefined)('in a browser', () => {
  it('convert a message from MIME to .msg and TNEF, and read it again', { timeout: 90_000 }, async () => {
    const imports = Object.fromEntries(
      ownCodecs.map((codec) => [`@postbus/${codec}`, `/node_modules/@postbus/${codec}/dist/index.js`]),
    );
    const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`;
    const page = `<!doctype html><meta charset="utf-8">${map}<script type="module">${script}</script><body></body>`;
    writeFileSync(join(packed.project, 'page.html'), page);
    expect(await documentOf(packed.project, 'page.html')).toContain('["ブラウザ","ブラウザ"]');
  });
});
