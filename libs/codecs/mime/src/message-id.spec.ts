import { describe, expect, it } from 'vitest';
import { parseMessageIds } from './index.ts';

describe('message identifiers, RFC 5322 3.6.4', () => {
  it.each([
    ['<1234@local.machine.example>', ['<1234@local.machine.example>']],
    ['<a@b> <c@d>\t<e@f>', ['<a@b>', '<c@d>', '<e@f>']],
    ['<testabcd.1234   @   silly.test>', ['<testabcd.1234@silly.test>']],
    ['(comment <x@y>) <a@b>', ['<a@b>']],
    ['Your message of "Tue, 1 Jan" <a@b>', ['<a@b>']],
    ['a@b, c@d', ['<a@b>', '<c@d>']],
    ['<unclosed <a@b>', ['<a@b>']],
    ['<unclosed@x', []],
    ['<>', []],
    ['nothing', []],
  ])('reads %j', (text, ids) => {
    expect(parseMessageIds(text)).toEqual(ids);
  });
});
