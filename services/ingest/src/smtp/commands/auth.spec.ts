import { describe, expect, it } from 'vitest';
import { type ScriptedOptions, ScriptedSession, hello } from '../scripted-session.fixture.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function secured(options: ScriptedOptions = {}): ScriptedSession {
  const session = new ScriptedSession({ loginNeeded: true, startTls: true, ...options });
  session.session.secured({ protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' });
  session.say(hello);
  return session;
}

const codes = async (session: ScriptedSession, text: string): Promise<string[]> =>
  session.codes(await session.tell(text));
const good = base64('\0ann@example\0secret');
const bad = base64('\0ann@example\0wrong');

describe('AUTH, RFC 4954', () => {
  it('is offered under TLS only', async () => {
    const plain = new ScriptedSession({ loginNeeded: true, startTls: true });
    expect(plain.say(hello)).not.toContain('AUTH');
    expect(await codes(plain, `AUTH PLAIN ${good}\r\n`)).toEqual(['538 5.7.11']);
    expect(await codes(plain, 'MAIL FROM:<a@b.example>\r\n')).toEqual(['530 5.7.0']);
    expect(secured().output).toContain('250 AUTH PLAIN LOGIN');
  });

  it('is needed before MAIL where the service says so', async () => {
    const session = secured();
    expect(await codes(session, 'MAIL FROM:<a@b.example>\r\n')).toEqual(['530 5.7.0']);
    expect(await codes(session, `AUTH PLAIN ${good}\r\n`)).toEqual(['235 2.7.0']);
    expect(await codes(session, 'MAIL FROM:<a@b.example>\r\n')).toEqual(['250 2.1.0']);
    expect(session.session.state.client.login).toBe('ann@example');
  });

  it('takes PLAIN with and without an initial response, RFC 4616', async () => {
    expect(await codes(secured(), `auth plain ${good}\r\n`)).toEqual(['235 2.7.0']);
    const session = secured();
    expect(await session.tell('AUTH PLAIN\r\n')).toBe('334 \r\n');
    expect(await codes(session, `${good}\r\n`)).toEqual(['235 2.7.0']);
  });

  it('takes LOGIN with and without an initial response', async () => {
    const session = secured();
    expect(await session.tell('AUTH LOGIN\r\n')).toBe('334 VXNlcm5hbWU6\r\n');
    expect(await session.tell(`${base64('ann@example')}\r\n`)).toBe('334 UGFzc3dvcmQ6\r\n');
    expect(await codes(session, `${base64('secret')}\r\n`)).toEqual(['235 2.7.0']);
    const other = secured();
    expect(await other.tell(`AUTH LOGIN ${base64('ann@example')}\r\n`)).toBe('334 UGFzc3dvcmQ6\r\n');
    expect(await codes(other, `${base64('secret')}\r\n`)).toEqual(['235 2.7.0']);
  });

  it.each([
    ['AUTH\r\n', ['504 5.5.4']],
    ['AUTH CRAM-MD5\r\n', ['504 5.5.4']],
    ['AUTH PLAIN a b\r\n', ['501 5.5.4']],
    ['AUTH PLAIN !\r\n', ['501 5.5.2']],
    ['AUTH PLAIN =\r\n', ['501 5.5.2']],
    [`AUTH PLAIN ${base64('ann')}\r\n`, ['501 5.5.2']],
    [`AUTH PLAIN ${base64('\0\0x')}\r\n`, ['501 5.5.2']],
    [`AUTH PLAIN ${base64('a\0b\0c\0d')}\r\n`, ['501 5.5.2']],
    ['AUTH PLAIN AP8A/w==\r\n', ['501 5.5.2']],
    ['AUTH PLAIN\r\n*\r\n', ['334', '501 5.7.0']],
    ['AUTH LOGIN\r\n*\r\n', ['334', '501 5.7.0']],
    [`AUTH LOGIN\r\n${base64('ann')}\r\n*\r\n`, ['334', '334', '501 5.7.0']],
    [`AUTH PLAIN ${bad}\r\n`, ['535 5.7.8']],
    [`AUTH PLAIN ${base64('\0broken\0secret')}\r\n`, ['454 4.7.0']],
  ])('answers %j with %j, and the session goes on', async (text, expected) => {
    const session = secured();
    expect(await codes(session, text)).toEqual(expected);
    expect(await codes(session, 'NOOP\r\n')).toEqual(['250 2.0.0']);
    expect(session.session.state.client.login).toBeUndefined();
  });

  it('reads a response as long as RFC 4954 4 allows, and no longer', async () => {
    const session = secured();
    await session.tell('AUTH PLAIN\r\n');
    expect(await codes(session, `${'A'.repeat(12_284)}\r\n`)).toEqual(['501 5.5.2']);
    await session.tell('AUTH PLAIN\r\n');
    expect(await codes(session, `${'A'.repeat(12_288)}\r\n`)).toEqual(['500 5.5.2']);
    expect(session.closed).toBe(true);
  });

  it('is refused a second time, within a transaction, and before EHLO', async () => {
    const session = secured();
    await session.tell(`AUTH PLAIN ${good}\r\n`);
    expect(await codes(session, `AUTH PLAIN ${good}\r\n`)).toEqual(['503 5.5.1']);
    const open = secured({ loginNeeded: false });
    await open.tell('MAIL FROM:<a@b.example>\r\n');
    expect(await codes(open, `AUTH PLAIN ${good}\r\n`)).toEqual(['503 5.5.1']);
    const unhelloed = new ScriptedSession();
    unhelloed.session.secured({ protocol: 'TLSv1.3', cipher: 'x' });
    expect(await codes(unhelloed, `AUTH PLAIN ${good}\r\n`)).toEqual(['503 5.5.1']);
  });

  it('closes after so many failures', async () => {
    const session = secured({ limits: { authFailures: 2 } });
    expect(await codes(session, `AUTH PLAIN ${bad}\r\n`)).toEqual(['535 5.7.8']);
    expect(await codes(session, `AUTH PLAIN ${bad}\r\n`)).toEqual(['421 4.7.0']);
    expect(session.closed).toBe(true);
  });
});
