import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import * as rtf from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has an example that runs', () => {
    const example = /```ts\nimport \{([^}]*)\} from '@postbus\/rtf';\n([^]*?)```/.exec(readme)!;
    const names = example[1]!.split(',').map((name) => name.trim());
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const run = new Function(...names, example[2]!) as (...exports: unknown[]) => void;
    run(...names.map((name) => rtf[name as keyof typeof rtf]));
    const [html, none, [document, text, defects]] = log.mock.calls as [unknown[], unknown[], unknown[]];
    log.mockRestore();
    expect(html).toEqual(['<p>Hello <b>world</b></p>']);
    expect(none).toEqual([undefined]);
    expect(document).toContain('Just <b>RTF</b>');
    expect([text, defects]).toEqual(['Just RTF\r\n', []]);
  });
  it('names every export', () => {
    for (const name of Object.keys(rtf)) expect(readme).toContain(`\`${name}`);
  });
});
