import { describe, expect, it } from 'vitest';
import { decodeFlowed, flowedParagraphs } from './index.ts';

describe('format=flowed, RFC 3676 4', () => {
  it('joins lines that end in a blank', () => {
    expect(decodeFlowed('one \r\ntwo\r\n\r\nthree', { delSp: false })).toBe('one two\r\n\r\nthree');
  });
  it('drops the blank with DelSp', () => {
    expect(decodeFlowed('日本 \r\n語', { delSp: true })).toBe('日本語');
  });
  it('undoes stuffing', () => {
    expect(decodeFlowed(' From me\r\n >not a quote\r\n  indented', { delSp: false })).toBe(
      'From me\r\n>not a quote\r\n indented',
    );
  });
  it('keeps quotes of different depth apart, RFC 3676 4.5', () => {
    expect(
      flowedParagraphs(
        ">> `Take some more tea,' the March Hare said to Alice, \r\n>> very earnestly.\r\n> I said \r\nno",
        { delSp: false },
      ),
    ).toEqual([
      { quoteDepth: 2, text: "`Take some more tea,' the March Hare said to Alice, very earnestly." },
      { quoteDepth: 1, text: 'I said ' },
      { quoteDepth: 0, text: 'no' },
    ]);
  });
  it('never flows the line before a signature, RFC 3676 4.3', () => {
    expect(decodeFlowed('text \r\n-- \r\nname', { delSp: false })).toBe('text \r\n-- \r\nname');
  });
});
