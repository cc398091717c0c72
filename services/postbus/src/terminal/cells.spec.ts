import { describe, expect, it } from 'vitest';
import { cellsOf, padded, shortened, visible } from './cells.ts';

describe('text for a terminal', () => {
  it('shows controls, so that a message cannot move the cursor or clear the screen', () => {
    expect(visible('a\u001b[2Jb\r\nc\td\u0000\u009b')).toBe('a\\u001b[2Jb\\r\\nc\\td\\0\\u009b');
  });

  it('shows what turns the direction of text, so that gpj.exe does not read exe.jpg', () => {
    expect(visible('photo\u202egpj.exe')).toBe('photo\\u202egpj.exe');
  });

  it('counts East Asian characters and emoji as two cells, combining ones as none', () => {
    expect(cellsOf('会議')).toBe(4);
    expect(cellsOf('e\u0301')).toBe(1);
    expect(cellsOf('📎')).toBe(2);
  });

  it('cuts to a width and never through a character', () => {
    expect(shortened('abcdef', 6)).toBe('abcdef');
    expect(shortened('abcdefg', 6)).toBe('abcde…');
    expect(shortened('会議会議', 6)).toBe('会議…');
    expect(shortened('📎📎📎', 5)).toBe('📎📎…');
  });

  it('pads by cells', () => {
    expect(padded('会議', 6)).toBe('会議  ');
  });
});
