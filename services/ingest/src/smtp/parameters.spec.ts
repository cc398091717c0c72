import { describe, expect, it } from 'vitest';
import { readMailParameters } from './mail-parameters.ts';
import { readRecipientParameters } from './recipient-parameters.ts';
import { decodeUnitext, decodeXtext } from './xtext.ts';

const replyTo = (read: () => unknown): string => {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return (error as { reply: { wire: string } }).reply.wire.slice(0, 9);
  }
};

describe('parameters of MAIL', () => {
  it('reads each in any case and order, RFC 5321 4.1.2', () => {
    const text = ' size=1024 BODY=8bitmime SMTPUTF8 RET=HDRS ENVID=QQ314159 AUTH=<>';
    expect(readMailParameters(text)).toEqual({
      size: 1024,
      body: '8BITMIME',
      smtpUtf8: true,
      ret: 'HDRS',
      envid: 'QQ314159',
    });
    expect(readMailParameters('')).toEqual({});
    expect(readMailParameters('  ')).toEqual({});
  });

  it('keeps ENVID as it came, RFC 3461 4.4', () => {
    expect(readMailParameters(' ENVID=a+2Bb+3Dc+20d')).toEqual({ envid: 'a+2Bb+3Dc+20d' });
  });

  it.each([
    [' SIZE=', '501 5.5.4'],
    [' SIZE=-1', '501 5.5.4'],
    [' SIZE=1.5', '501 5.5.4'],
    [` SIZE=${'9'.repeat(21)}`, '501 5.5.4'],
    [' SIZE', '501 5.5.4'],
    [' BODY=BINARYMIME', '501 5.5.4'],
    [' SMTPUTF8=yes', '501 5.5.4'],
    [' RET=ALL', '501 5.5.4'],
    [` ENVID=${'x'.repeat(101)}`, '501 5.5.4'],
    [' ENVID=+0A', '501 5.5.4'],
    [' ENVID=+2b', '501 5.5.4'],
    [' AUTH=a=b', '501 5.5.4'],
    [' SIZE=1 SIZE=2', '501 5.5.4'],
    ['SIZE=1', '501 5.5.4'],
    [' =1', '501 5.5.4'],
    [' MT-PRIORITY=3', '555 5.5.4'],
    [' NOTIFY=NEVER', '555 5.5.4'],
  ])('refuses %j with %s', (text, expected) => {
    expect(replyTo(() => readMailParameters(text))).toBe(expected);
  });
});

describe('parameters of RCPT, RFC 3461 4.1 and 4.2', () => {
  it('reads NOTIFY and ORCPT', () => {
    expect(readRecipientParameters(' NOTIFY=SUCCESS,delay ORCPT=rfc822;Bob+2Bx@d.example')).toEqual({
      notify: ['success', 'delay'],
      orcpt: 'rfc822;Bob+2Bx@d.example',
    });
    expect(readRecipientParameters(' NOTIFY=never')).toEqual({ notify: ['never'] });
  });

  it('reads an international ORCPT, RFC 6533 3', () => {
    expect(readRecipientParameters(String.raw` ORCPT=utf-8;j\x{FC}rgen@example.com`)).toEqual({
      orcpt: String.raw`utf-8;j\x{FC}rgen@example.com`,
    });
    expect(readRecipientParameters(' ORCPT=utf-8;jürgen@example.com')).toEqual({ orcpt: 'utf-8;jürgen@example.com' });
  });

  it.each([
    [' NOTIFY=NEVER,SUCCESS', '501 5.5.4'],
    [' NOTIFY=', '501 5.5.4'],
    [' NOTIFY=SUCCESS,', '501 5.5.4'],
    [' NOTIFY=DELAY,DELAY', '501 5.5.4'],
    [' NOTIFY=ALWAYS', '501 5.5.4'],
    [' ORCPT=bob@d.example', '501 5.5.4'],
    [' ORCPT=rfc822;', '501 5.5.4'],
    [' ORCPT=;a', '501 5.5.4'],
    [' ORCPT=rfc822;a+0Db', '501 5.5.4'],
    [' ORCPT=rfc822;jürgen', '501 5.5.4'],
    [String.raw` ORCPT=utf-8;\x{D800}`, '501 5.5.4'],
    [String.raw` ORCPT=utf-8;\x{0A}`, '501 5.5.4'],
    [` ORCPT=rfc822;${'x'.repeat(500)}`, '501 5.5.4'],
    [' SIZE=1', '555 5.5.4'],
  ])('refuses %j with %s', (text, expected) => {
    expect(replyTo(() => readRecipientParameters(text))).toBe(expected);
  });
});

describe('xtext, RFC 3461 4', () => {
  it('decodes, and refuses what is not xtext', () => {
    expect(decodeXtext('a+2B+3Db')).toBe('a+=b');
    for (const wrong of ['a=b', 'a+b', 'a+2', 'a b', 'ü', 'a+00']) expect(decodeXtext(wrong)).toBeUndefined();
  });
  it('decodes utf-8-addr-xtext, RFC 6533 3', () => {
    expect(decodeUnitext(String.raw`\x{1F600}\x{2B}`)).toBe('😀+');
    for (const wrong of [String.raw`\x{110000}`, String.raw`\x{fc}`, 'a\\b', 'a b'])
      expect(decodeUnitext(wrong)).toBeUndefined();
  });
});
