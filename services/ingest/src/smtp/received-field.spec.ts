import { describe, expect, it } from 'vitest';
import { transmissionType } from './client.ts';
import { receivedField } from './received-field.ts';

const client = { address: '192.0.2.1', port: 1, hello: { verb: 'EHLO', name: 'client.example' } } as const;
const tls = { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };
const base = { client, hostname: 'mx.example', id: 'abc', smtpUtf8: false, at: Date.UTC(2026, 10, 21, 9, 30, 1) };

describe('Received, RFC 5321 4.4', () => {
  it('says from whom, by whom, how, when, and for whom where it is one', () => {
    expect(receivedField({ ...base, recipient: 'bob@mx.example', client: { ...client, tls } })).toBe(
      'Received: from client.example ([192.0.2.1])\r\n\tby mx.example with ESMTPS id abc\r\n\tfor <bob@mx.example>' +
        '\r\n\ttls TLS_AES_256_GCM_SHA384;\r\n\tSat, 21 Nov 2026 09:30:01 +0000\r\n',
    );
    expect(receivedField(base)).toBe(
      'Received: from client.example ([192.0.2.1])\r\n\tby mx.example with ESMTP id abc;\r\n\tSat, 21 Nov 2026 09:30:01 +0000\r\n',
    );
  });
  it.each([
    ['2001:db8::1', 'client.example', 'from client.example ([IPv6:2001:db8::1])'],
    ['192.0.2.1', '[192.0.2.1]', 'from [192.0.2.1]\r'],
    ['local', 'client.example', 'from client.example\r'],
    ['fe80::1%eth0', 'client.example', 'from client.example\r'],
  ])('names a client at %s called %s', (address, name, expected) => {
    expect(receivedField({ ...base, client: { ...client, address, hello: { verb: 'EHLO', name } } })).toContain(
      expected,
    );
  });
  it.each([
    ['HELO', false, false, false, 'SMTP'],
    ['EHLO', false, false, false, 'ESMTP'],
    ['EHLO', true, false, false, 'ESMTPS'],
    ['EHLO', true, true, false, 'ESMTPSA'],
    ['EHLO', false, false, true, 'UTF8SMTP'],
    ['EHLO', true, true, true, 'UTF8SMTPSA'],
    ['LHLO', false, false, false, 'LMTP'],
    ['LHLO', true, false, true, 'UTF8LMTPS'],
  ] as const)(
    'says with what by RFC 3848 and RFC 6531: %s, TLS %s, login %s, SMTPUTF8 %s: %s',
    (verb, secure, login, utf8, expected) => {
      const told = { ...client, hello: { verb, name: 'x' }, ...(secure && { tls }), ...(login && { login: 'ann' }) };
      expect(transmissionType(told, utf8)).toBe(expected);
    },
  );
});
