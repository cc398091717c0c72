import { describe, expect, it } from 'vitest';
import { decodeEncodedWords } from './index.ts';

describe('encoded words that keep the rules, RFC 2047 8', () => {
  it.each([
    ['=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>', 'Keith Moore <moore@cs.utk.edu>'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
    ['=?ISO-8859-1?Q?a?= b', 'a b'],
    ['=?ISO-8859-1?Q?a?=\r\n  =?ISO-8859-1?Q?_b?=', 'a b'],
    ['=?us-ascii*en-US?q?language?=', 'language'],
  ])('decodes %j', (text, expected) => {
    expect(decodeEncodedWords(text)).toBe(expected);
  });
});

describe('encoded words as mailers write them', () => {
  it.each([
    ['a character cut in two', '=?utf-8?B?w6Q=?= =?utf-8?Q?=C3?= =?utf-8?Q?=B6?=', 'äö'],
    ['base64 cut between words', '=?utf-8?B?R3LD?= =?UTF-8?B?vMOf?= =?utf-8?B?ZQ?=', 'Grüße'],
    ['base64 cut inside a group', '=?utf-8?B?R3LDv?= =?utf-8?B?MOfZQ==?=', 'Grüße'],
    ['blanks inside', '=?utf-8?Q?two words?=', 'two words'],
    ['stuck to text', 'Re:=?utf-8?Q?=C3=A4?=!', 'Re:ä!'],
    ['an unknown charset', '=?x-none?Q?=C3=A4?=', 'ä'],
    ['a wrong charset', '=?us-ascii?Q?=C3=A4?=', 'ä'],
    ['raw UTF-8 inside', '=?utf-8?Q?ä=C3=B6?=', 'äö'],
    ['a word without its end before another', '=?utf-8?Q?one =?utf-8?Q?_two?=', 'one two'],
    ['no end', 'x =?utf-8?Q?abc', 'x =?utf-8?Q?abc'],
    ['no charset', '=??Q?abc?=', '=??Q?abc?='],
    ['another encoding', '=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
    ['a bad octet', '=?utf-8?Q?100=ZZ?=', '100=ZZ'],
    ['an empty word', 'a =?utf-8?Q??= b', 'a  b'],
    [
      'each word of ISO-2022-JP without its return to ASCII',
      '=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?GyRCS1w=?=',
      '日本',
    ],
    ['line ends hidden in it', '=?utf-8?Q?a=0D=0ABcc:_x?=', 'a Bcc: x'],
  ])('decodes %s', (_, text, expected) => {
    expect(decodeEncodedWords(text)).toBe(expected);
  });
  it('takes bytes: UTF-8, else windows-1252, else Japanese with escapes', () => {
    expect(decodeEncodedWords(Buffer.from('grün =?utf-8?Q?=C3=A4?='))).toBe('grün ä');
    expect(decodeEncodedWords(Buffer.from('grün', 'latin1'))).toBe('grün');
    expect(decodeEncodedWords(Buffer.from('\x1b$BF|K\\\x1b(B', 'latin1'))).toBe('日本');
  });
});
