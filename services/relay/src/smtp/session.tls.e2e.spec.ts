import { sinkCertificate } from '@postbus/testing';
import { describe, expect, it } from 'vitest';
import { sinkOf } from '../../test/next-hops-of-test.ts';
import { open, recipients, send } from '../../test/sessions-of-test.ts';

describe('TLS, RFC 3207', () => {
  it('is used where it is offered, and EHLO is said again in it', async () => {
    const sink = await sinkOf({}, { tls: 'starttls' });
    const session = await open(sink);
    expect(session.secured).toBe(true);
    await send(session, recipients('b@x'), 'x\r\n');
    expect(sink.messages[0]!.session.tls).toBe(true);
    expect(sink.sessions[0]!.commands.slice(0, 3)).toEqual(['EHLO relay.example', 'STARTTLS', 'EHLO relay.example']);
    expect(sink.sessions[0]!.serverName).toBe('localhost');
  });

  it('is done without where it is not offered, unless the policy wants it', async () => {
    const sink = await sinkOf();
    expect((await open(sink)).secured).toBe(false);
    await expect(open(sink, { tls: 'require' })).rejects.toMatchObject({ code: 'tls-unavailable' });
    await expect(open(sink, { tls: 'verify' })).rejects.toMatchObject({ code: 'tls-unavailable' });
  });

  it('is done without where STARTTLS is refused, unless the policy wants it', async () => {
    const sink = await sinkOf({ starttls: '454 4.7.0 not now' }, { tls: 'starttls' });
    expect((await open(sink)).secured).toBe(false);
    await expect(open(sink, { tls: 'require' })).rejects.toMatchObject({
      code: 'tls-unavailable',
      reply: { code: 454 },
    });
  });

  it('takes any certificate by opportunity, and only a proven one where it is verified', async () => {
    const sink = await sinkOf({}, { tls: 'starttls' });
    expect((await open(sink, { tls: 'require' })).secured).toBe(true);
    await expect(open(sink, { tls: 'verify' })).rejects.toMatchObject({ code: 'tls-failed' });
    await expect(open(sink, { tls: 'verify', ca: sinkCertificate.cert }, 'other.example')).rejects.toMatchObject({
      code: 'tls-failed',
    });
    expect((await open(sink, { tls: 'verify', ca: sinkCertificate.cert })).secured).toBe(true);
    expect((await open(sink, { tls: 'verify', ca: sinkCertificate.cert }, '127.0.0.1')).secured).toBe(true);
  });

  it('begins at once where it is implicit, RFC 8314', async () => {
    const sink = await sinkOf({}, { tls: 'implicit' });
    await send(await open(sink, { tls: 'implicit', ca: sinkCertificate.cert }), recipients('b@x'), 'x\r\n');
    expect(sink.messages[0]!.session.tls).toBe(true);
  });

  it('refuses what was said behind the reply to STARTTLS: it came from somebody in between', async () => {
    const sink = await sinkOf({ starttls: { raw: '220 go\r\n250-injected\r\n250 SMTPUTF8\r\n' } }, { tls: 'starttls' });
    await expect(open(sink)).rejects.toMatchObject({ code: 'injected-reply' });
  });

  it('refuses half a reply behind the one to STARTTLS', async () => {
    const sink = await sinkOf({ starttls: { raw: '220 go\r\n250' } }, { tls: 'starttls' });
    await expect(open(sink)).rejects.toMatchObject({ code: 'injected-reply' });
  });
});

describe('AUTH, RFC 4954', () => {
  const credentials = { user: 'jürgen', password: 'päss' };
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('logs in by PLAIN in TLS', async () => {
    const sink = await sinkOf({}, { tls: 'starttls', extensions: ['AUTH LOGIN PLAIN'] });
    await open(sink, { tls: 'require', credentials });
    expect(sink.sessions[0]!.commands.at(-1)).toBe(`AUTH PLAIN ${base64('\0jürgen\0päss')}`);
  });

  it('logs in by LOGIN where PLAIN is not offered', async () => {
    const auth = (line: string) =>
      line === 'AUTH LOGIN' ? '334 VXNlcm5hbWU6' : line === base64('jürgen') ? '334 UGFzc3dvcmQ6' : undefined;
    const sink = await sinkOf({ auth }, { tls: 'starttls', extensions: ['AUTH LOGIN'] });
    await open(sink, { tls: 'require', credentials });
    expect(sink.sessions[0]!.commands.slice(-3)).toEqual(['AUTH LOGIN', base64('jürgen'), base64('päss')]);
  });

  it('gives no password without TLS', async () => {
    const sink = await sinkOf({}, { extensions: ['AUTH PLAIN'] });
    await expect(open(sink, { credentials })).rejects.toMatchObject({ code: 'auth-unavailable' });
    expect(sink.sessions[0]!.commands.join()).not.toContain('AUTH');
  });

  it('tells a login that is refused', async () => {
    const sink = await sinkOf({ auth: '535 5.7.8 wrong' }, { tls: 'starttls', extensions: ['AUTH PLAIN'] });
    await expect(open(sink, { tls: 'require', credentials })).rejects.toMatchObject({
      code: 'auth-failed',
      reply: { code: 535 },
    });
  });
});
