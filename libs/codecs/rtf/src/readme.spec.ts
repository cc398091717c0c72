import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as rtf from './index.ts';

const folder = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');

describe('the README', () => {
  it('has an example that runs', () => {
    const example = /```ts\n([^]*?)```/.exec(readme)![1]!;
    const flags = [
      '--no-warnings',
      '--conditions=@postbus/source',
      '--input-type=module-typescript',
      '--eval',
      example,
    ];
    const { stdout, stderr } = spawnSync(process.execPath, flags, { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    const [html, none, rest] = stdout.split('\n');
    expect(html).toBe('<p>Hello <b>world</b></p>');
    expect(none).toBe('undefined');
    expect(rest).toContain('Just <b>RTF</b>');
    expect(stdout).toMatch(/> Just RTF\r\n \[\]\n$/);
  });
  it('names every export', () => {
    for (const name of Object.keys(rtf)) expect(readme).toContain(`\`${name}`);
  });
});
