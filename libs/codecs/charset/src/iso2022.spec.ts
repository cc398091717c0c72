import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { canEncode, decodeText, encodeText } from './index.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const written = (text: string, charset: string): string => Buffer.from(encodeText(text, charset)).toString('latin1');
const hasIconv = String(spawnSync('iconv', ['--version']).stdout).includes('GLIBC');
const glibc = (input: Uint8Array, from: string, to: string): Buffer =>
  spawnSync('iconv', ['-f', from, '-t', to], { input }).stdout;

describe('ISO-2022-JP and its kin', () => {
  it('writes each in its own sets', () => {
    expect(written('a日ｶ', 'iso-2022-jp')).toBe('a\x1b$BF|%+\x1b(B');
    expect(written('a日ｶ', 'cp50221')).toBe('a\x1b$BF|\x1b(I6\x1b(B');
    expect(written('a日ｶb', 'cp50222')).toBe('a\x1b$BF|\x0e6\x0f\x1b(Bb');
    expect(written('丂', 'iso-2022-jp-1')).toBe('\x1b$(D0!\x1b(B');
    expect(written('é', 'iso-2022-jp-2')).toBe('\x1b$(D+1\x1b(B');
    expect(written('£', 'iso-2022-jp-2')).toBe('\x1b$B!r\x1b(B');
    expect(written('꒰', 'iso-2022-jp-2')).toBe('?');
    expect(written('俱', 'iso-2022-jp-2004')).toBe('\x1b$(Q.!\x1b(B');
    expect(written('𠂉', 'iso-2022-jp-2004')).toBe('\x1b$(P!!\x1b(B');
  });
  it('reads the katakana of SO, of ESC ( I, and of eight bits', () => {
    expect(decodeText(latin1('\x0e6\x0fa'), 'iso-2022-jp')).toBe('ｶa');
    expect(decodeText(latin1('\x1b(I6\x1b(Ba'), 'iso-2022-jp')).toBe('ｶa');
    expect(decodeText(latin1('\xb6a'), 'iso-2022-jp')).toBe('ｶa');
  });
  it('reads yen and overline in JIS-Roman', () => {
    expect(decodeText(latin1('\x1b(J\\~\x1b(B\\~'), 'iso-2022-jp')).toBe('¥‾\\~');
  });
  it('reads the sets of RFC 1554: GB 2312, KS C 5601, ISO 8859-1 and -7 after a single shift', () => {
    expect(decodeText(latin1('\x1b$AVPND\x1b(B'), 'iso-2022-jp-2')).toBe('中文');
    expect(decodeText(latin1('\x1b$(CGQ19\x1b(B'), 'iso-2022-jp-2')).toBe('한국');
    expect(decodeText(latin1('Pat\x1b.A\x1bNirik F\x1bNdltstr\x1bNvm'), 'iso-2022-jp-2')).toBe('Patérik Fältström');
    expect(decodeText(latin1('\x1b.F\x1bNa\x1bNb'), 'iso-2022-jp-2')).toBe('αβ');
  });
  it('reads characters of two code points in JIS X 0213', () => {
    expect(decodeText(latin1('\x1b$(Q$w\x1b(B'), 'iso-2022-jp-2004')).toBe('か\u309a');
  });
  it('knows half width for a loss under the name of ISO-2022-JP, but not of cp50221', () => {
    expect(canEncode('ｶ', 'iso-2022-jp')).toBe(false);
    expect(canEncode('ｶ', 'cp50221')).toBe(true);
  });
  it('survives sequences that are cut or unknown', () => {
    expect(decodeText(latin1('a\x1b'), 'iso-2022-jp')).toBe('a\ufffd');
    expect(decodeText(latin1('\x1b$BF'), 'iso-2022-jp')).toBe('\ufffd');
    expect(decodeText(latin1('\x1b[31mred'), 'iso-2022-jp')).toBe('\ufffd[31mred');
    expect(decodeText(latin1('\x1b$B\nF|'), 'iso-2022-jp')).toBe('\n日');
  });
});

describe('ISO-2022-KR, RFC 1557', () => {
  it('reads and writes with the header before all', () => {
    expect(written('한국 abc', 'iso-2022-kr')).toBe('\x1b$)C\x0eGQ19\x0f abc');
    expect(decodeText(latin1('\x1b$)C\x0eGQ19\x0f abc'), 'iso-2022-kr')).toBe('한국 abc');
    expect(written('abc', 'iso-2022-kr')).toBe('abc');
  });
  it('shifts back at the end of a line', () => {
    expect(decodeText(latin1('\x1b$)C\x0eGQ\nabc'), 'iso-2022-kr')).toBe('한\nabc');
  });
});

describe('ISO-2022-CN, RFC 1922', () => {
  it('writes GB 2312, CNS 11643 planes 1 and 2, and designates anew after each line', () => {
    expect(written('中\n中', 'iso-2022-cn')).toBe('\x1b$)A\x0eVP\x0f\n\x1b$)A\x0eVP\x0f');
    expect(decodeText(encodeText('中文軟體乂a', 'iso-2022-cn'), 'iso-2022-cn')).toBe('中文軟體乂a');
  });
});

describe('HZ, RFC 1843', () => {
  it('is written as it is read', () => {
    expect(written('a~己所b', 'hz-gb-2312')).toBe('a~~~{<:Ky~}b');
    expect(decodeText(encodeText('a~己所不\n欲b', 'hz-gb-2312'), 'hz-gb-2312')).toBe('a~己所不\n欲b');
  });
});

describe('UTF-7, RFC 2152', () => {
  it('is written as its examples are', () => {
    expect(written('日本語', 'utf-7')).toBe('+ZeVnLIqe-');
    expect(written('1 + 1 = ☺', 'utf-7')).toBe('1 +- 1 +AD0 +Jjo-'.replace('+AD0 +Jjo-', '+AD0- +Jjo-'));
  });
});

describe('what is written, read by iconv of glibc', () => {
  const japanese = '日本語テキスト、ひらがなと漢字 and ASCII\nsecond line 二行目\n';
  it.skipIf(!hasIconv).each([
    ['iso-2022-jp', 'ISO-2022-JP', japanese],
    ['iso-2022-jp-1', 'ISO-2022-JP-2', `${japanese}丂丄`],
    ['iso-2022-jp-2', 'ISO-2022-JP-2', `${japanese}丂한국简体ñ\nα`],
    ['iso-2022-jp-3', 'ISO-2022-JP-3', `${japanese}ｶﾅ俱𠂉`],
    ['cp50221', 'ISO-2022-JP-3', `${japanese}ｶﾅ`],
    ['iso-2022-kr', 'ISO-2022-KR', '안녕하세요 hello\n둘째 줄 ①\n'],
    ['iso-2022-cn', 'ISO-2022-CN', '简体中文 and\n軟體 乂\n'],
    ['utf-7', 'UTF-7', 'Hi Mom -☺-! ~\\ 1+1=2 😀\n'],
    ['euc-tw', 'EUC-TW', '繁體中文 軟體 乂乜'],
    ['johab', 'JOHAB', '안녕하세요 똠방각하 漢字 ㄱㅏㄳ'],
    ['euc-jis-2004', 'EUC-JISX0213', `${japanese}俱𠂉ｶ`],
    ['shift_jis-2004', 'SHIFT_JISX0213', `${japanese}俱𠂉ｶ`],
    ['utf-32be', 'UTF-32BE', 'aé日😀'],
    ['utf-16be', 'UTF-16BE', 'aé日😀'],
  ])('%s', (charset, theirs, text) => {
    expect(glibc(encodeText(text, charset), theirs, 'UTF-8').toString()).toBe(text);
    expect(decodeText(glibc(Buffer.from(text), 'UTF-8', theirs), charset)).toBe(text);
    expect(canEncode(text, charset)).toBe(true);
  });
});
