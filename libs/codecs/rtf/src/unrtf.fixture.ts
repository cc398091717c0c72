/** What unrtf of Debian shows of RTF, where it is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasUnrtf = spawnSync('unrtf', ['--version']).status === 0;

/** Its text without its own header. */
export function unrtfText(rtf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'unrtf-'));
  try {
    const file = join(folder, 'sample.rtf');
    writeFileSync(file, rtf);
    const { stdout } = spawnSync('unrtf', ['--text', '--quiet', file], { encoding: 'utf8' });
    const line = stdout.indexOf('-----------------');
    return line === -1 ? stdout : stdout.slice(line + 17);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
