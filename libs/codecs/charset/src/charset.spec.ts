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
    ['ISO-2022-JP-2', 'iso-2022-jp-2'],
    ['csISO2022JP', 'cp50221'],
    ['3dutf-8', 'utf-8'],
    ['=3D"utf-8"', 'utf-8'],
    ['charset=iso-8859-2', 'iso-8859-2'],
    ['utf-8; format=flowed', 'utf-8'],
    ['windows-1252 http-equiv', 'windows-1252'],
    ["'Windows 1251'", 'windows-1251'],
    ['ansi_1250', 'windows-1250'],
    ['ms1253', 'windows-1253'],
    ['x-cp1256', 'windows-1256'],
    ['1252', 'windows-1252'],
    ['28605', 'iso-8859-15'],
    ['utf8mb4', 'utf-8'],
    ['iso-ir-100', 'iso-8859-1'],
    ['ISO_8859-2:1987', 'iso-8859-2'],
    ['ISO-8859-9', 'iso-8859-9'],
    ['iso-8859-8-e', 'iso-8859-8'],
    ['Latin 2', 'iso-8859-2'],
    ['tis-620', 'tis-620'],
    ['cp437', 'ibm437'],
    ['cp037', 'ibm037'],
    ['IBM1047', 'ibm1047'],
    ['CCSID01140', 'ibm01140'],
    ['x-EBCDIC-Germany', 'ibm273'],
    ['x-Chinese-Eten', 'big5'],
    ['Big5-HKSCS', 'big5-hkscs'],
    ['x-mac-japanese', 'shift_jis'],
    ['KOI8-RU', 'koi8-ru'],
    ['geostd8', 'georgian-ps'],
    ['default', 'us-ascii'],
    ['x-user-defined', undefined],
    ['unknown-8bit', undefined],
    ['iso-8859-12', undefined],
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
    [52936, 'hz-gb-2312'],
    [65000, 'utf-7'],
    [1201, 'utf-16be'],
    [1361, 'johab'],
    [10004, 'x-mac-arabic'],
    [20273, 'ibm273'],
    [37, 'ibm037'],
    [51950, 'euc-tw'],
  ] as const;
  it.each(pages)('has %i for %s and back', (codePage, charset) => {
    expect(charsetOfCodePage(codePage)).toBe(charset);
    expect(codePageOfCharset(charset.toUpperCase())).toBe(codePage);
  });
  it.each([
    [50221, 'iso-2022-jp'],
    [50222, 'iso-2022-jp'],
    [51936, 'gb2312'],
    [20936, 'gb2312'],
    [10001, 'shift_jis'],
    [20932, 'euc-jp'],
    [708, 'iso-8859-6'],
  ])('reads %i as %s', (codePage, charset) => {
    expect(charsetOfCodePage(codePage)).toBe(charset);
  });
  it.each([
    ['iso-2022-jp-2', 50220],
    ['csISO2022JP', 50221],
    ['big5-hkscs', 950],
    ['gbk', 936],
    ['tis-620', 874],
  ])('has a code page for %s', (label, codePage) => {
    expect(codePageOfCharset(label)).toBe(codePage);
  });
  it('reads every charset that it names', () => {
    for (let codePage = 0; codePage < 66_000; codePage++) {
      const charset = charsetOfCodePage(codePage);
      if (charset !== undefined) expect(decodeText(encodeText('a', 'utf-8'), charset)).not.toBe('');
    }
  });
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

describe('bytes that are ASCII, and bytes that are nothing', () => {
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
  it('reads a byte order mark under any label', () => {
    const marked = Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8]);
    for (const label of ['iso-8859-2', 'shift_jis', 'utf-16', undefined])
      expect(decodeText(marked, label, { guess: true })).toBe('Grüße');
    const utf16 = Uint8Array.from([0xff, 0xfe, ...encodeText('Grüße', 'utf-16le')]);
    expect(decodeText(utf16, 'us-ascii', { guess: true })).toBe('Grüße');
    expect(decodeText(utf16, undefined)).toBe('Grüße');
  });
  it.each([
    ['iso-2022-jp', '日本語'],
    ['iso-2022-kr', '안녕'],
    ['iso-2022-cn', '中文'],
  ])('reads %s under the name of ASCII, Latin-1, UTF-8 and none', (charset, text) => {
    const bytes = encodeText(`a${text}b`, charset);
    for (const label of ['us-ascii', 'iso-8859-1', 'utf-8', undefined])
      expect(decodeText(bytes, label, { guess: true })).toBe(`a${text}b`);
  });
  it.each([
    ['iso-8859-2', 'windows-1250', 'Příliš „žluťoučký“'],
    ['iso-8859-7', 'windows-1253', '„Ελλάδα“'],
    ['iso-8859-8', 'windows-1255', '„שלום“'],
    ['iso-8859-5', 'windows-1251', '„Привет“'],
  ])('reads bytes that %s keeps for controls by %s', (label, charset, text) => {
    expect(decodeText(encodeText(text, charset), label, { guess: true })).toBe(text);
  });
  it('keeps ISO 8859 where nothing contradicts it', () => {
    for (const [label, text] of [
      ['iso-8859-2', 'Příliš žluťoučký'],
      ['iso-8859-5', 'Привет'],
      ['koi8-r', 'Привет, мир'],
      ['windows-1251', 'Привет, мир'],
    ] as const)
      expect(decodeText(encodeText(text, label), label, { guess: true })).toBe(text);
  });
  it('reads UTF-8 under the name of another single-byte charset where it is long enough to be no chance', () => {
    expect(decodeText(encodeText('Привет', 'utf-8'), 'koi8-r', { guess: true })).toBe('Привет');
  });
  it('reads ASCII with bytes above 0x7F as UTF-8, else by the fallback', () => {
    expect(decodeText(latin1, 'us-ascii', { guess: true })).toBe('Grüße');
    expect(decodeText(encodeText('Привет', 'koi8-r'), 'us-ascii', { guess: true, fallback: 'koi8-r' })).toBe('Привет');
  });
  it('reads eight bits under the name of a charset of seven', () => {
    expect(decodeText(encodeText('日本語テキスト', 'shift_jis'), 'iso-2022-jp', { guess: true })).toBe(
      '日本語テキスト',
    );
    expect(decodeText(encodeText('日本語テキスト', 'euc-jp'), 'iso-2022-jp', { guess: true })).toBe('日本語テキスト');
    expect(decodeText(encodeText('안녕하세요', 'euc-kr'), 'iso-2022-kr', { guess: true })).toBe('안녕하세요');
    expect(decodeText(encodeText('日本語', 'utf-8'), 'iso-2022-jp', { guess: true })).toBe('日本語');
  });
  it('reads text without a zero byte under the name of UTF-16 as UTF-8', () => {
    expect(decodeText(utf8, 'utf-16', { guess: true })).toBe('Grüße');
    expect(decodeText(encodeText('Grüße', 'utf-16le'), 'utf-16', { guess: true })).toBe('Grüße');
  });
  it('reads GB 18030 under the name of GB 2312', () => {
    expect(decodeText(encodeText('简体€😀', 'gb18030'), 'gb2312')).toBe('简体€😀');
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
