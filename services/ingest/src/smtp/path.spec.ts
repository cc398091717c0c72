import { describe, expect, it } from 'vitest';
import { isHelloName, parsePath } from './path.ts';

const addressOf = (text: string): string | undefined => parsePath(text, 0)?.mailbox.address;

describe('Path, RFC 5321 4.1.2', () => {
  it.each([
    ['<a@b.example>', 'a@b.example'],
    ['<first.last+tag@sub.b-c.example>', 'first.last+tag@sub.b-c.example'],
    [`<!#$%&'*+/=?^_\`{|}~-@b.example>`, `!#$%&'*+/=?^_\`{|}~-@b.example`],
    ['<"with space"@b.example>', '"with space"@b.example'],
    ['<"a\\"b"@b.example>', '"a\\"b"@b.example'],
    ['<"a@b"@b.example>', '"a@b"@b.example'],
    ['<a@[192.0.2.1]>', 'a@[192.0.2.1]'],
    ['<a@[IPv6:2001:db8::1]>', 'a@[IPv6:2001:db8::1]'],
    ['<>', ''],
    ['<Postmaster>', 'postmaster'],
    ['<ü@bücher.example>', 'ü@bücher.example'],
    ['<用户@例子.广告>', '用户@例子.广告'],
  ])('takes %s', (text, address) => {
    expect(addressOf(text)).toBe(address);
  });

  it('takes quotes away where a dot string says the same', () => {
    expect(addressOf('<"john.doe"@b.example>')).toBe('john.doe@b.example');
    expect(addressOf('<"jo\\hn"@b.example>')).toBe('john@b.example');
  });

  it('leaves a source route out, RFC 5321 appendix C', () => {
    expect(addressOf('<@one.example,@two.example:joe@three.example>')).toBe('joe@three.example');
  });

  it('says where the path ends', () => {
    expect(parsePath(' FROM:<a@b.example> SIZE=1', 6)?.end).toBe(19);
  });

  it.each([
    'a@b.example',
    '<a@b.example',
    '<a b@c.example>',
    '<.a@b.example>',
    '<a.@b.example>',
    '<a..b@c.example>',
    '<a@>',
    '<@b.example>',
    '<a@b..example>',
    '<a@.example>',
    '<a@-b.example>',
    '<a@b-.example>',
    '<a@b.example.>',
    '<a@b@c.example>',
    '<a@[192.0.2.256]>',
    '<a@[IPv6:zz]>',
    '<a@[IPv6:fe80::1%eth0]>',
    '<a@[text]>',
    '<"a@b.example>',
    '<"a"b@c.example>',
    '<"tab\there"@b.example>',
    '<a@b.example\u0000>',
    '<a\u0085@b.example>',
  ])('refuses %j', (text) => {
    expect(parsePath(text, 0)).toBeUndefined();
  });

  it('keeps the limits of 4.5.3.1 in octets: 64 of the local part, 255 of the domain, 256 of the path', () => {
    const domain = (length: number): string => `${'a.'.repeat(length / 2 - 1)}bc`.slice(-length);
    expect(addressOf(`<${'x'.repeat(64)}@b.example>`)).toBeDefined();
    expect(addressOf(`<${'x'.repeat(65)}@b.example>`)).toBeUndefined();
    expect(addressOf(`<${'ü'.repeat(32)}@b.example>`)).toBeDefined();
    expect(addressOf(`<${'ü'.repeat(33)}@b.example>`)).toBeUndefined();
    expect(addressOf(`<x@${domain(252)}>`)).toBeDefined();
    expect(addressOf(`<x@${domain(254)}>`)).toBeUndefined();
  });

  it('knows an address that needs SMTPUTF8, RFC 6531 3.4', () => {
    expect(parsePath('<a@b.example>', 0)?.mailbox.international).toBe(false);
    expect(parsePath('<a@bücher.example>', 0)?.mailbox.international).toBe(true);
  });

  it('takes no longer for a path made to be hard to match', () => {
    expect(parsePath(`<${'a.'.repeat(5000)}@`, 0)).toBeUndefined();
    expect(parsePath(`<a@${'a-'.repeat(5000)}>`, 0)).toBeUndefined();
    expect(parsePath(`<${'@a,'.repeat(5000)}>`, 0)).toBeUndefined();
  });
});

describe('the name of a client, RFC 5321 4.1.1.1', () => {
  it.each(['client.example', 'localhost', '[192.0.2.1]', '[IPv6:::1]', 'WIN_HOST', 'xn--bcher-kva.example'])(
    'takes %s',
    (name) => {
      expect(isHelloName(name)).toBe(true);
    },
  );
  it.each(['', 'a b', '(comment)', 'a\r', '<x>', '[1.2.3]', 'a;b', '"x"', '-a', 'bücher.example'])(
    'refuses %j',
    (name) => {
      expect(isHelloName(name)).toBe(false);
    },
  );
});
