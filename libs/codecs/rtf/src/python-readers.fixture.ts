/** Runs Python with compressed-rtf and RTFDE, where POSTBUS_READERS_PYTHON names one that has them. */
import { spawnSync } from 'node:child_process';

const python = process.env['POSTBUS_READERS_PYTHON'];

function hasModules(): boolean {
  return python !== undefined && spawnSync(python, ['-c', 'import compressed_rtf, RTFDE']).status === 0;
}

export const pythonHasReaders = hasModules();

/** Runs `script`, which has `asked` and `out(value)` beside base64 as `bytes64` and `text64`. */
export function askPython(script: string, asked: unknown): unknown {
  const prelude = `
import sys, json, base64
asked = json.load(sys.stdin)
bytes64 = base64.b64decode
text64 = lambda value: base64.b64encode(value).decode()
out = lambda value: print(json.dumps(value))
`;
  const run = spawnSync(python!, ['-c', prelude + script], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
