import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import {
  canEncode,
  charsetOfCodePage,
  codePageOfCharset,
  decodeText,
  encodeText,
  isUtf8,
  resolveCharset,
} from './index.ts';
import { upperHalves } from './single-byte-tables.ts';

const upper = Uint8Array.from({ length: 128 }, (_, index) => index + 0x80);

describe('labels as mailers write them', () => {
  const labels = [
    ['UTF8', 'utf-8'],
    ['utf_8', 'utf-8'],
    ['"utf-8"', 'utf-8'],
    ['Latin-1', 'iso-8859-1'],
    ['ISO8859-1', 'iso-8859-1'],
    ['iso_8859_15', 'iso-8859-15'],
    ['iso-8859-8-i', 'iso-8859-8-i'],
    ['ANSI_X3.4-1968', 'us-ascii'],
    ['x-sjis', 'shift_jis'],
    ['Windows-31J', 'shift_jis'],
    ['cp932', 'shift_jis'],
    ['MS949', 'ks_c_5601-1987'],
    ['cp-850', 'ibm850'],
    ['IBM437', 'ibm437'],
    ['x-mac-roman', 'macintosh'],
    ['win-1251', 'windows-1251'],
    ['cp1252', 'windows-1252'],
    ['ISO-2022-KR', 'iso-2022-kr'],
    ['unicode-1-1-utf-7', 'utf-7'],
    ['x-unknown', undefined],
    ['', undefined],
  ] as const;
  it.each(labels)('resolves %j to %j', (label, charset) => {
    expect(resolveCharset(label)).toBe(charset);
  });
});

describe('Windows code pages, PidTagInternetCodepage', () => {
  const pages = [
    [65001, 'utf-8'],
    [1252, 'windows-1252'],
    [28591, 'iso-8859-1'],
    [20127, 'us-ascii'],
    [932, 'shift_jis'],
    [50220, 'iso-2022-jp'],
    [936, 'gb2312'],
    [949, 'ks_c_5601-1987'],
    [950, 'big5'],
    [20866, 'koi8-r'],
    [54936, 'gb18030'],
    [51949, 'euc-kr'],
  ] as const;
  it.each(pages)('has %i for %s and back', (codePage, charset) => {
    expect(charsetOfCodePage(codePage)).toBe(charset);
    expect(codePageOfCharset(charset.toUpperCase())).toBe(codePage);
  });
  it('reads every charset that it names', () => {
    for (let codePage = 0; codePage < 66_000; codePage++) {
      const charset = charsetOfCodePage(codePage);
      if (charset !== undefined) expect(decodeText(encodeText('a', 'utf-8'), charset)).not.toBe('');
    }
  });
});

describe('tables of its own, against iconv-lite', () => {
  const names: Readonly<Record<string, string>> = {
    'dos-720': 'cp720',
    'dos-862': 'cp862',
    ibm00858: 'cp858',
    'x-mac-greek': 'macgreek',
    'x-mac-turkish': 'macturkish',
    'x-mac-ce': 'maccenteuro',
    'x-mac-icelandic': 'maciceland',
    'x-mac-romanian': 'macromania',
    'x-mac-croatian': 'maccroatian',
  };
  it.each(Object.keys(upperHalves))('decodes %s', (charset) => {
    const theirs = iconv.decode(Buffer.from(upper), names[charset] ?? charset.replace('ibm', 'cp'));
    const ours = decodeText(upper, charset);
    const differing = Array.from(ours, (character, index) => [character, theirs[index]!]).filter(
      ([a, b]) => a !== b && b !== '\ufffd',
    );
    expect(differing.map(([a, b]) => `${a!.charCodeAt(0).toString(16)} ${b!.charCodeAt(0).toString(16)}`)).toEqual(
      knownDifferences[charset] ?? [],
    );
  });
  /** Ours and iconv-lite's, which has the Mac tables of before the euro sign, the ohm sign for omega, and cedillas for Romanian commas. */
  const knownDifferences: Readonly<Record<string, string[]>> = {
    'x-mac-greek': ['20ac ad', 'b7 387'],
    'x-mac-turkish': ['3a9 2126'],
    'x-mac-icelandic': ['3a9 2126', '20ac a4'],
    'x-mac-croatian': ['3a9 2126', '20ac a4'],
    'x-mac-romanian': ['218 15e', '3a9 2126', '219 15f', '20ac a4', '21a 162', '21b 163'],
  };
});

describe('charsets that TextDecoder lacks', () => {
  it('decodes UTF-7, RFC 2152 examples', () => {
    const decode = (text: string): string => decodeText(Buffer.from(text), 'utf-7');
    expect(decode('A+ImIDkQ.')).toBe('A≢Α.');
    expect(decode('Hi Mom -+Jjo--!')).toBe('Hi Mom -☺-!');
    expect(decode('+ZeVnLIqe-')).toBe('日本語');
    expect(decode('1 +- 1')).toBe('1 + 1');
    expect(decode('+AGE')).toBe(iconv.decode(Buffer.from('+AGE'), 'utf-7'));
  });
  it('decodes ISO-2022-KR, RFC 1557', () => {
    const bytes = Buffer.from('\x1b$)C\x0e>H3gGO<<?d\x0f abc\n', 'latin1');
    expect(decodeText(bytes, 'iso-2022-kr')).toBe(
      `${iconv.decode(
        Buffer.from(
          '>H3gGO<<?d'.replace(/./g, (c) => String.fromCharCode(c.charCodeAt(0) | 0x80)),
          'latin1',
        ),
        'euc-kr',
      )} abc\n`,
    );
  });
  it('decodes HZ, RFC 1843 example', () => {
    expect(
      decodeText(
        Buffer.from('This sentence is in ASCII.\nThe next sentence is in GB.~{<:Ky2;S{#,NpJ)l6HK!#~}Bye.'),
        'hz-gb-2312',
      ),
    ).toBe('This sentence is in ASCII.\nThe next sentence is in GB.己所不欲，勿施於人。Bye.');
  });
  it.each(['utf-32le', 'utf-32be'])('decodes %s', (label) => {
    expect(decodeText(iconv.encode('aé日😀', label, { addBOM: false }), label)).toBe('aé日😀');
  });
});

describe('encoding, against iconv-lite', () => {
  const samples: Readonly<Record<string, string>> = {
    'iso-8859-1': 'Grüße à tous',
    'iso-8859-2': 'Žluťoučký kůň',
    'iso-8859-15': '5 €',
    'windows-1251': 'Привет',
    'windows-1255': 'שלום',
    'koi8-r': 'Привет',
    ibm850: 'Größe',
    shift_jis: '日本語テキスト、ｶﾅ～',
    'euc-jp': '日本語テキスト',
    'euc-kr': '안녕하세요',
    gbk: '简体中文',
    gb18030: '简体中文€😀ß',
    big5: '繁體中文',
  };
  it.each(Object.entries(samples))('writes %s', (charset, text) => {
    expect(canEncode(text, charset)).toBe(true);
    const bytes = encodeText(text, charset);
    expect(iconv.decode(Buffer.from(bytes), charset)).toBe(text);
    expect(decodeText(bytes, charset)).toBe(text);
  });
  it('writes ISO-2022-JP in ASCII at both ends, half width made full', () => {
    expect(Buffer.from(encodeText('a日本ｶ\nb', 'iso-2022-jp')).toString('latin1')).toBe('a\x1b$BF|K\\%+\x1b(B\nb');
  });
  it('says what a charset lacks, and writes a question mark for it', () => {
    expect(canEncode('€', 'iso-8859-1')).toBe(false);
    expect(Buffer.from(encodeText('1€', 'iso-8859-1')).toString('latin1')).toBe('1?');
    expect(canEncode('é', 'us-ascii')).toBe(false);
    expect(canEncode('日', 'windows-1252')).toBe(false);
    expect(canEncode('日😀', 'gb18030')).toBe(true);
  });
  it('writes every character of GB 18030 outside the private areas as iconv-lite reads it', () => {
    let text = '';
    for (let codePoint = 0x80; codePoint < 0x10000; codePoint += 7)
      if (codePoint < 0xd800 || codePoint > 0xf8ff) text += String.fromCodePoint(codePoint);
    expect(decodeText(encodeText(text, 'gb18030'), 'gb18030')).toBe(text);
  });
});

describe('double-byte charsets, against iconv-lite', () => {
  const pairs = (leads: [number, number], trails: [number, number]): Uint8Array[] => {
    const all: Uint8Array[] = [];
    for (let lead = leads[0]; lead <= leads[1]; lead++)
      for (let trail = trails[0]; trail <= trails[1]; trail++) all.push(Uint8Array.of(lead, trail));
    return all;
  };
  it('reads and writes every pair of Windows code page 949', () => {
    for (const pair of pairs([0x81, 0xfe], [0x41, 0xfe])) {
      const theirs = iconv.decode(Buffer.from(pair), 'cp949');
      if (theirs.length !== 1 || theirs === '\ufffd') continue;
      const text = decodeText(pair, 'ks_c_5601-1987');
      expect(text).toBe(theirs);
      expect(encodeText(text, 'ks_c_5601-1987')).toEqual(pair);
    }
    expect(canEncode('똠', 'ks_c_5601-1987')).toBe(true);
    expect(canEncode('똠', 'euc-kr')).toBe(false);
  });
  it.each([
    ['shift_jis', 'cp932', [0x81, 0x9f]],
    ['big5', 'cp950', [0xa1, 0xf8]],
    ['euc-jp', 'euc-jp', [0xb0, 0xf4]],
  ] as const)('reads %s', (charset, theirName, [first, last]) => {
    const differing = pairs([first, last], [0x40, 0xfc]).filter((pair) => {
      const theirs = iconv.decode(Buffer.from(pair), theirName);
      return theirs.length === 1 && !/[\ufffd\ue000-\uf8ff]/.test(theirs) && decodeText(pair, charset) !== theirs;
    });
    expect(differing.map((pair) => Buffer.from(pair).toString('hex'))).toEqual(unlike[charset]);
  });
  /** Pairs where Windows and the WHATWG index part. */
  const unlike: Readonly<Record<string, string[]>> = { shift_jis: [], big5: [], 'euc-jp': [] };
  it('keeps ASCII, control characters with it', () => {
    const ascii = Uint8Array.from({ length: 0x80 }, (_, index) => index);
    for (const charset of [
      'shift_jis',
      'euc-jp',
      'euc-kr',
      'ks_c_5601-1987',
      'gbk',
      'gb2312',
      'gb18030',
      'big5',
      'windows-1252',
      'ibm850',
    ]) {
      expect(decodeText(ascii, charset)).toBe(Buffer.from(ascii).toString('latin1'));
    }
  });
  it('reads what is no pair as one replacement, and keeps the ASCII after it', () => {
    expect(decodeText(Uint8Array.of(0xb0, 0x20, 0x41, 0x80, 0xff, 0xb0), 'euc-kr')).toBe('\ufffd A\ufffd\ufffd\ufffd');
  });
});

describe('labels that are wrong', () => {
  const utf8 = encodeText('Grüße', 'utf-8');
  const latin1 = encodeText('Grüße', 'iso-8859-1');
  it('reads UTF-8 under the name of a Western charset', () => {
    for (const label of ['us-ascii', 'iso-8859-1', 'windows-1252'])
      expect(decodeText(utf8, label, { guess: true })).toBe('Grüße');
    expect(decodeText(utf8, 'iso-8859-1')).toBe('GrÃ¼ÃŸe');
  });
  it('reads Windows-1252 under the name of UTF-8, and keeps mostly good UTF-8', () => {
    expect(decodeText(latin1, 'utf-8', { guess: true })).toBe('Grüße');
    expect(decodeText(Uint8Array.from([...utf8, ...utf8, 0xc3]), 'utf-8', { guess: true })).toBe('GrüßeGrüße\ufffd');
  });
  it('reads bytes without a label as UTF-8, else by the fallback', () => {
    expect(decodeText(utf8, undefined)).toBe('Grüße');
    expect(decodeText(latin1, 'x-unknown')).toBe('Grüße');
    expect(decodeText(encodeText('Привет', 'koi8-r'), undefined, { fallback: 'koi8-r' })).toBe('Привет');
  });
  it('knows UTF-8', () => {
    expect(isUtf8(utf8)).toBe(true);
    expect(isUtf8(latin1)).toBe(false);
  });
});
