import type { SinkScript, SinkSession } from '@postbus/testing';
import { describe, expect, it } from 'vitest';
import { sinkOf } from '../../test/next-hops-of-test.ts';
import { facts, open, recipients, send } from '../../test/sessions-of-test.ts';
import { defaultSmtpTimeouts } from './timeouts.ts';

describe('a session with a next hop, RFC 5321', () => {
  it('sends a message, its dots and its missing last line end in order', async () => {
    const sink = await sinkOf();
    const replies = await send(await open(sink), recipients('b@example.net'), 'Subject: x\r\n\r\n.', '\r\n..\r\nend');
    expect(replies).toEqual([
      { address: 'b@example.net', step: 'content', reply: { code: 250, status: '2.0.0', lines: ['queued'] } },
    ]);
    expect(sink.messages[0]!.content.toString()).toBe('Subject: x\r\n\r\n.\r\n..\r\nend\r\n');
    expect(sink.messages[0]!.mail).toBe('<a@example.org> SIZE=20');
    expect(sink.messages[0]!.recipients).toEqual(['<b@example.net>']);
  });

  it('sends several messages in one session', async () => {
    const sink = await sinkOf();
    const session = await open(sink);
    await send(session, recipients('b@example.net'), 'one\r\n');
    await send(session, recipients('c@example.net'), 'two\r\n');
    expect(sink.messages.map(({ content }) => content.toString())).toEqual(['one\r\n', 'two\r\n']);
    expect(sink.sessions).toHaveLength(1);
  });

  it('sends MAIL and RCPT together where PIPELINING is offered, DATA by itself, RFC 2920 3.1', async () => {
    const ahead: Record<string, string> = {};
    const note = (line: string, session: SinkSession) => void (ahead[line] = session.ahead);
    const sink = await sinkOf({ mail: note, rcpt: note, data: note });
    await send(await open(sink), recipients('b@x', 'c@x'), 'x\r\n');
    expect(ahead).toEqual({
      'MAIL FROM:<a@example.org> SIZE=20': 'RCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\n',
      'RCPT TO:<b@x>': 'RCPT TO:<c@x>\r\n',
      'RCPT TO:<c@x>': '',
      DATA: '',
    });
  });

  it('sends RCPT only after the reply to MAIL where PIPELINING is not offered', async () => {
    const sink = await sinkOf({ mail: '550 5.7.1 not you' }, { extensions: [] });
    const replies = await send(await open(sink), recipients('b@example.net'), 'x\r\n');
    expect(replies).toMatchObject([{ step: 'MAIL', reply: { code: 550, status: '5.7.1' } }]);
    expect(sink.sessions[0]!.commands.filter((line) => line.startsWith('RCPT'))).toEqual([]);
  });

  it('falls back to HELO where EHLO is not known, RFC 5321 3.2', async () => {
    const sink = await sinkOf({ ehlo: '502 what' });
    const session = await open(sink);
    await send(session, recipients('b@example.net'), 'x\r\n');
    expect(sink.messages[0]!.mail).toBe('<a@example.org>');
    expect(sink.sessions[0]!.commands.slice(0, 2)).toEqual(['EHLO relay.example', 'HELO relay.example']);
  });

  it('tells of each recipient what the server said of it', async () => {
    const sink = await sinkOf({
      rcpt: (line) =>
        line.includes('bad') ? '550 5.1.1 unknown' : line.includes('later') ? '451 4.7.1 greylisted' : undefined,
    });
    const replies = await send(await open(sink), recipients('good@x', 'bad@x', 'later@x'), 'x\r\n');
    expect(Object.fromEntries(replies.map(({ address, reply }) => [address, reply.code]))).toEqual({
      'good@x': 250,
      'bad@x': 550,
      'later@x': 451,
    });
    expect(sink.messages[0]!.recipients).toEqual(['<good@x>']);
  });

  it('does not send DATA where no recipient is left, and can go on', async () => {
    const sink = await sinkOf({ rcpt: (line) => (line.includes('bad') ? '550 5.1.1 unknown' : undefined) });
    const session = await open(sink);
    await send(session, recipients('bad@x'), 'x\r\n');
    await send(session, recipients('good@x'), 'y\r\n');
    expect(sink.messages.map(({ content }) => content.toString())).toEqual(['y\r\n']);
    expect(sink.sessions[0]!.commands.filter((line) => line === 'DATA')).toHaveLength(1);
  });

  it('takes what the server said of the sender, though it hangs up at once', async () => {
    const sink = await sinkOf({ mail: { reply: '550 5.7.1 not you', close: true }, rcpt: { drop: true } });
    expect(await send(await open(sink), recipients('b@x', 'c@x'), 'x\r\n')).toMatchObject([
      { reply: { code: 550 } },
      { reply: { code: 550 } },
    ]);
  });

  it('takes a refusal of DATA for every recipient, and can go on', async () => {
    const sink = await sinkOf({ data: '554 5.5.1 no valid recipients' });
    const session = await open(sink);
    expect(await send(session, recipients('b@x'), 'x\r\n')).toMatchObject([{ step: 'DATA', reply: { code: 554 } }]);
    sink.play({});
    expect(await send(session, recipients('c@x'), 'y\r\n')).toMatchObject([{ step: 'content', reply: { code: 250 } }]);
    expect(sink.sessions[0]!.commands).toContain('RSET');
    expect(sink.messages).toMatchObject([{ recipients: ['<c@x>'] }]);
  });

  it('stops a content that the server does not want, and takes what it said', async () => {
    const sink = await sinkOf({ data: { raw: '354 go\r\n552 5.3.4 too big\r\n' } });
    const session = await open(sink);
    expect(await send(session, recipients('b@x'), 'x\r\n'.repeat(100))).toMatchObject([
      { step: 'content', reply: { code: 552 } },
    ]);
    expect(session.usable).toBe(false);
  });

  it('knows by 421 that the session ends, RFC 5321 3.8', async () => {
    const sink = await sinkOf({ content: { reply: '421 4.3.2 shutting down', close: true } });
    const session = await open(sink);
    expect(await send(session, recipients('b@x'), 'x\r\n')).toMatchObject([{ reply: { code: 421 } }]);
    expect(session.usable).toBe(false);
  });

  it('calls the outcome unknown where the connection is lost after the final dot', async () => {
    const sink = await sinkOf({ content: { drop: true } });
    await expect(send(await open(sink), recipients('b@x'), 'x\r\n')).rejects.toMatchObject({
      code: 'outcome-unknown',
      step: 'content',
      retryable: true,
    });
  });

  it('calls the outcome unknown where the reply to the final dot does not come', async () => {
    const sink = await sinkOf({ content: { hang: true } });
    const session = await open(sink, { timeouts: { ...defaultSmtpTimeouts, dataTermination: 50 } });
    await expect(send(session, recipients('b@x'), 'x\r\n')).rejects.toMatchObject({
      code: 'outcome-unknown',
      cause: { code: 'timeout' },
    });
  });

  it('never sends the final dot of a content that breaks off', async () => {
    const sink = await sinkOf();
    const session = await open(sink);
    const broken = async function* () {
      yield Buffer.from('half of it\r\n');
      throw new Error('the disk is gone');
    };
    await expect(
      session.send({ sender: { address: '' }, recipients: recipients('b@x'), facts, content: broken }),
    ).rejects.toThrow('the disk is gone');
    session.destroy();
    await sink.close();
    expect(sink.messages).toEqual([]);
  });

  it('ends with QUIT', async () => {
    const sink = await sinkOf();
    (await open(sink)).close();
    await sink.commanded('QUIT');
  });
});

describe('a next hop that misbehaves', () => {
  it.each<[string, SinkScript, object]>([
    [
      'refuses the connection by its greeting',
      { greeting: '554 5.7.1 no' },
      { code: 'unexpected-reply', step: 'greeting', reply: { code: 554 } },
    ],
    [
      'greets with something else',
      { greeting: { raw: 'HTTP/1.1 400 Bad Request\r\n' } },
      { code: 'malformed-reply', step: 'greeting' },
    ],
    ['never ends a line', { greeting: { raw: '2'.repeat(10_000) } }, { code: 'reply-too-long', step: 'greeting' }],
    ['never ends a reply', { ehlo: { raw: '250-more\r\n'.repeat(1000) } }, { code: 'reply-too-long', step: 'EHLO' }],
    ['talks without being asked', { greeting: { raw: '220 hi\r\n'.repeat(2000) } }, { code: 'malformed-reply' }],
    ['hangs up at EHLO', { ehlo: { drop: true } }, { code: 'connection-lost', step: 'EHLO' }],
    ['is busy', { greeting: '421 4.3.2 later' }, { code: 'unexpected-reply', reply: { code: 421 } }],
  ])('%s', async (_, script, error) => {
    await expect(open(await sinkOf(script))).rejects.toMatchObject({ ...error, retryable: true });
  });

  it.each<[string, SinkScript, Partial<typeof defaultSmtpTimeouts>, string]>([
    ['greeting', { greeting: { hang: true } }, { greeting: 30 }, 'greeting'],
    ['EHLO', { ehlo: { hang: true } }, { command: 30 }, 'EHLO'],
  ])('does not answer at %s within the time of RFC 5321 4.5.3.2', async (_, script, timeouts, step) => {
    await expect(
      open(await sinkOf(script), { timeouts: { ...defaultSmtpTimeouts, ...timeouts } }),
    ).rejects.toMatchObject({ code: 'timeout', step });
  });

  it.each<[string, SinkScript, Partial<typeof defaultSmtpTimeouts>, string]>([
    ['MAIL', { mail: { hang: true } }, { command: 30 }, 'MAIL'],
    ['RCPT', { rcpt: { hang: true } }, { rcpt: 30 }, 'RCPT'],
    ['DATA', { data: { hang: true } }, { dataInitiation: 30 }, 'DATA'],
  ])('does not answer %s within the time of RFC 5321 4.5.3.2', async (_, script, timeouts, step) => {
    const session = await open(await sinkOf(script), { timeouts: { ...defaultSmtpTimeouts, ...timeouts } });
    await expect(send(session, recipients('b@x'), 'x\r\n')).rejects.toMatchObject({ code: 'timeout', step });
  });

  it('is not there', async () => {
    const sink = await sinkOf();
    await sink.close();
    await expect(open(sink)).rejects.toMatchObject({ code: 'connect-failed', host: 'localhost' });
  });

  it('is left at once where the signal is aborted', async () => {
    const abort = new AbortController();
    const sink = await sinkOf({ mail: { hang: true } });
    const session = await open(sink, { signal: abort.signal });
    const sent = send(session, recipients('b@x'), 'x\r\n');
    await sink.commanded('MAIL');
    abort.abort();
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  });
});
