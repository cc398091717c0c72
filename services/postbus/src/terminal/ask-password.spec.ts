import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askPassword } from './ask-password.ts';

function terminal() {
  const modes: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) });
  let shown = '';
  const screen = { write: (text: string | Uint8Array) => (shown += String(text)) };
  return { keyboard, screen, modes, shown: () => shown };
}

describe('asking for a password', () => {
  it('takes what is typed up to Enter, corrections made, and shows none of it', async () => {
    const { keyboard, screen, modes, shown } = terminal();
    const asked = askPassword('Password: ', keyboard, screen);
    for (const keys of ['secrex', '\u007f', 't📎', '\b', '\r']) keyboard.write(keys);
    expect(await asked).toBe('secret');
    expect(shown()).toBe('Password: \n');
    expect(modes).toEqual([true, false]);
  });

  it('is broken off by Ctrl-C, and gives the terminal back', async () => {
    const { keyboard, screen, modes } = terminal();
    const asked = askPassword('Password: ', keyboard, screen);
    keyboard.write('sec\u0003');
    await expect(asked).rejects.toMatchObject({ code: 'invalid-input' });
    expect(modes).toEqual([true, false]);
  });
});
