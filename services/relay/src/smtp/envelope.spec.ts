import { describe, expect, it } from 'vitest';
import { isMailbox, mailCommand, needsSmtpUtf8, rcptCommand, unmetByMessage, unmetByRecipient } from './envelope.ts';
import { extensionsOf, noExtensions } from './extensions.ts';

const all = extensionsOf({
  code: 250,
  lines: ['x', 'PIPELINING', 'SIZE 1000', '8BITMIME', 'SMTPUTF8', 'DSN', 'STARTTLS', 'AUTH PLAIN LOGIN'],
});
const plain = { size: 10, eightBit: false, eightBitHeader: false };

describe('extensions, RFC 5321 4.1.1.1', () => {
  it('reads keywords in any case, with their parameters', () => {
    expect(all).toEqual({
      pipelining: true,
      eightBitMime: true,
      smtpUtf8: true,
      dsn: true,
      startTls: true,
      size: { limit: 1000 },
      auth: ['PLAIN', 'LOGIN'],
    });
    expect(extensionsOf({ code: 250, lines: ['x', 'size', 'auth=login', 'Auth plain'] })).toMatchObject({
      size: { limit: undefined },
      auth: ['LOGIN', 'PLAIN'],
    });
  });

  it('takes SIZE 0 for no limit, RFC 1870 4', () => {
    expect(extensionsOf({ code: 250, lines: ['x', 'SIZE 0'] }).size).toEqual({ limit: undefined });
  });

  it('does not take the first line for an extension', () => {
    expect(extensionsOf({ code: 250, lines: ['PIPELINING'] })).toEqual(noExtensions);
  });
});

describe('MAIL and RCPT', () => {
  it('gives each parameter only to a server that offers it', () => {
    const sender = { address: 'a@example.org', ret: 'HDRS' as const, envid: 'QQ+2B1' };
    const facts = { size: 10, eightBit: true, eightBitHeader: true };
    expect(mailCommand(sender, true, facts, all)).toBe(
      'MAIL FROM:<a@example.org> SIZE=10 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ+2B1',
    );
    expect(mailCommand(sender, true, facts, noExtensions)).toBe('MAIL FROM:<a@example.org>');
  });

  it('writes the null reverse-path, RFC 5321 4.5.5', () => {
    expect(mailCommand({ address: '' }, false, plain, noExtensions)).toBe('MAIL FROM:<>');
  });

  it('passes NOTIFY and ORCPT on unchanged, RFC 3461 5.2.1', () => {
    const recipient = { address: 'b@example.org', notify: ['success', 'delay'], orcpt: 'rfc822;B+2Bx@Example.ORG' };
    expect(rcptCommand(recipient, all)).toBe(
      'RCPT TO:<b@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;B+2Bx@Example.ORG',
    );
    expect(rcptCommand(recipient, noExtensions)).toBe('RCPT TO:<b@example.org>');
  });

  it.each(['rfc822;a b', 'rfc822;a\r\nDATA', 'rfc822;', 'no-type', 'rfc822;a=b', 'rfc822;a+zz'])(
    'leaves out the ORCPT %j, which is not one',
    (orcpt) => {
      expect(rcptCommand({ address: 'b@example.org', orcpt }, all)).toBe('RCPT TO:<b@example.org>');
    },
  );

  it('escapes an ORCPT in UTF-8 for a server that takes ASCII alone, RFC 6533 3', () => {
    const recipient = { address: 'b@example.org', orcpt: 'utf-8;jürgen@x.example' };
    expect(rcptCommand(recipient, all)).toBe('RCPT TO:<b@example.org> ORCPT=utf-8;jürgen@x.example');
    expect(rcptCommand(recipient, { ...all, smtpUtf8: false })).toBe(
      'RCPT TO:<b@example.org> ORCPT=utf-8;j\\x{FC}rgen@x.example',
    );
    expect(rcptCommand({ ...recipient, orcpt: 'utf-8;a\u2028b' }, all)).toBe('RCPT TO:<b@example.org>');
  });

  it('writes a domain in A-labels for a server without SMTPUTF8', () => {
    const recipient = { address: 'b@bücher.example' };
    expect(rcptCommand(recipient, all)).toBe('RCPT TO:<b@bücher.example>');
    expect(rcptCommand(recipient, noExtensions)).toBe('RCPT TO:<b@xn--bcher-kva.example>');
    expect(unmetByRecipient(recipient, noExtensions)).toBeUndefined();
  });

  it.each([
    'a@b>\r\nDATA',
    'a b@c',
    'a@b c',
    '<a@b>',
    'a@b>',
    'a@',
    '@b',
    'a',
    'a\u0000@b',
    '"a"b@c',
    'a@[1.2.3.4',
    'a\u0085@b',
  ])('knows that %j is no mailbox', (address) => {
    expect(isMailbox(address)).toBe(false);
    expect(unmetByRecipient({ address }, all)).toMatchObject({ status: '5.1.3' });
    expect(unmetByMessage({ address }, plain, all)).toMatchObject({ status: '5.1.7' });
  });

  it.each([
    'a@b',
    'a+b@c.example',
    '"a b"@c',
    '"a\\"b"@c',
    'a@[192.0.2.1]',
    'a@[IPv6:2001:db8::1]',
    'müller@bücher.example',
    '用户@例子.广告',
    "o'neil@x",
    'a/b=c@x',
  ])('knows that %j is a mailbox', (address) => expect(isMailbox(address)).toBe(true));
});

describe('what a next hop cannot take', () => {
  it('8-bit content without 8BITMIME: 5.6.3', () => {
    expect(unmetByMessage({ address: '' }, { ...plain, eightBit: true }, noExtensions)).toMatchObject({
      status: '5.6.3',
    });
    expect(unmetByMessage({ address: '' }, { ...plain, eightBit: true }, all)).toBeUndefined();
  });

  it('a header in UTF-8 without SMTPUTF8: 5.6.7', () => {
    const facts = { size: 1, eightBit: true, eightBitHeader: true };
    expect(unmetByMessage({ address: '' }, facts, { ...all, smtpUtf8: false })).toMatchObject({ status: '5.6.7' });
  });

  it('a local part in UTF-8 without SMTPUTF8: 5.6.7', () => {
    expect(unmetByRecipient({ address: 'müller@example.org' }, { ...all, smtpUtf8: false })).toMatchObject({
      status: '5.6.7',
    });
    expect(unmetByMessage({ address: 'müller@example.org' }, plain, { ...all, smtpUtf8: false })).toMatchObject({
      status: '5.6.7',
    });
  });

  it('a message above the size that it tells: 5.3.4', () => {
    expect(unmetByMessage({ address: '' }, { ...plain, size: 1001 }, all)).toMatchObject({ status: '5.3.4' });
    expect(unmetByMessage({ address: '' }, { ...plain, size: 1000 }, all)).toBeUndefined();
  });

  it('asks for SMTPUTF8 only where something needs it, RFC 6531 3.4', () => {
    expect(needsSmtpUtf8({ address: 'a@b' }, [{ address: 'c@d' }], { ...plain, eightBit: true })).toBe(false);
    expect(needsSmtpUtf8({ address: 'a@b' }, [{ address: 'ü@d' }], plain)).toBe(true);
    expect(needsSmtpUtf8({ address: 'a@b' }, [], { ...plain, eightBitHeader: true })).toBe(true);
  });
});
