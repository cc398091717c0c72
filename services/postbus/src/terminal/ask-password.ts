/** Asks for a password on a terminal, which does not show it. */
import { AdminError } from '../admin/admin-error.ts';
import type { Output } from './palette.ts';

export interface Keyboard extends AsyncIterable<unknown> {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const interrupt = '\u0003';
const endOfInput = '\u0004';
const erasing: ReadonlySet<string> = new Set(['\b', '\u007f']);
const ending: ReadonlySet<string> = new Set(['\r', '\n', endOfInput]);

/** @throws {AdminError} `invalid-input` where it was broken off */
export function askPassword(question: string, keyboard: Keyboard, output: Output): Promise<string> {
  output.write(question);
  keyboard.setRawMode?.(true);
  keyboard.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void): void => {
      keyboard.off('data', onData);
      keyboard.setRawMode?.(false);
      keyboard.pause();
      output.write('\n');
      settle();
    };
    const onData = (chunk: Buffer): void => {
      for (const key of chunk.toString()) {
        if (key === interrupt) return end(() => reject(new AdminError('invalid-input', 'broken off')));
        if (ending.has(key)) return end(() => resolve(typed));
        typed = erasing.has(key) ? Array.from(typed).slice(0, -1).join('') : typed + key;
      }
    };
    keyboard.on('data', onData);
  });
}
