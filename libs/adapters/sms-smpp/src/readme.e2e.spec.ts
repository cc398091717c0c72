import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { carrier } from './carrier.fixture.ts';
import * as exported from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const folder = mkdtempSync(join(import.meta.dirname, '.readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('README.md', () => {
  it('has an example that does what it says', async () => {
    const smsc = await carrier();
    const example = /```ts\n(.*?)```/s.exec(readme)![1]!;
    const here = example
      .replace("host: 'smsc.example', port: 3550", `host: '${smsc.host}', port: ${smsc.port}`)
      .replace(/^outcome.outcome; .*$/m, 'export const told = outcome.outcome;');
    writeFileSync(join(folder, 'example.ts'), here);
    const run = (await import(pathToFileURL(join(folder, 'example.ts')).href)) as { told: string };
    expect(example).toContain(`outcome.outcome; // '${run.told}'`);
    expect(smsc.submitted).toMatchObject([{ body: { destination_addr: '31612345678' } }]);
  });

  it('names every export that is a value, every code and every option', async () => {
    const codes = readFileSync(join(import.meta.dirname, 'smpp-session-error.ts'), 'utf8').matchAll(/^ {2}\| '(.*)'/gm);
    const { defaultAccountLimits, defaultReconnecting, defaultSessionTimes, defaultSlowingDown } = exported;
    const options = { ...defaultAccountLimits, ...defaultReconnecting, ...defaultSessionTimes, ...defaultSlowingDown };
    const names = [...Object.keys(exported), ...Object.keys(options), ...[...codes].map(([, code]) => code!)];
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !new RegExp(`\`(\\w+\\.)?${name}\\b`).test(readme))).toEqual([]);
  });
});
