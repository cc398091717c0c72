import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ScriptedOptions, ScriptedSession, envelope, hello } from './scripted-session.fixture.ts';

const codesOf = (session: ScriptedSession, text: string): string[] => session.codes(session.say(text));
const begun = (options: ScriptedOptions = {}): ScriptedSession => {
  const session = new ScriptedSession(options);
  session.say(hello);
  return session;
};

describe('commands, RFC 5321 4.1', () => {
  it('greets with its name', () => {
    const session = new ScriptedSession();
    session.session.greet();
    expect(session.output).toBe('220 mx.example ESMTP Postbus\r\n');
  });

  it('answers EHLO with what it can do', () => {
    expect(new ScriptedSession({ limits: { messageBytes: 1000 } }).say(hello)).toBe(
      '250-mx.example\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250-DSN\r\n250 SMTPUTF8\r\n',
    );
    expect(new ScriptedSession().say('helo client.example\r\n')).toBe('250 mx.example\r\n');
  });

  it('takes a message', async () => {
    const session = begun();
    expect(session.say(envelope)).toBe(
      '250 2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n354 End data with <CR><LF>.<CR><LF>\r\n',
    );
    expect(await session.tell('Subject: x\r\n\r\n..dot\r\n.\r\n')).toBe('250 2.0.0 OK id-1\r\n');
    expect(session.handler.kept).toMatchObject([
      { text: 'Subject: x\r\n\r\n.dot\r\n', headerBytes: 14, streamed: false },
    ]);
    expect(session.handler.kept[0]?.transaction).toMatchObject({
      sender: { mailbox: { address: 'from@client.example' }, parameters: {} },
      recipients: [{ mailbox: { address: 'to@mx.example' }, target: 'box of to@mx.example' }],
    });
  });

  it('reads commands in any case, with spaces behind and before the path', () => {
    const session = begun();
    expect(
      codesOf(session, 'mail from: <a@b.example>  \r\nrCpT tO: <c@d.example>\r\nRSET \r\nnoop anything\r\n'),
    ).toEqual(['250 2.1.0', '250 2.1.5', '250 2.0.0', '250 2.0.0']);
  });

  it.each([
    ['MAIL FROM:<a@b.example>\r\n', '503 5.5.1'],
    ['RCPT TO:<a@b.example>\r\n', '503 5.5.1'],
    ['DATA\r\n', '503 5.5.1'],
    ['EHLO\r\n', '501 5.5.4'],
    ['EHLO (x)\r\n', '501 5.5.4'],
    ['LHLO x\r\n', '500 5.5.1'],
    ['RSET now\r\n', '501 5.5.4'],
    ['VRFY someone\r\n', '252 2.1.5'],
    ['EXPN list\r\n', '502 5.5.1'],
    ['HELP\r\n', '214 2.0.0'],
    ['TURN\r\n', '500 5.5.2'],
    ['\r\n', '500 5.5.2'],
    ['AUTH PLAIN AGEAYg==\r\n', '538 5.7.11'],
    ['STARTTLS\r\n', '502 5.5.1'],
    ['NOOP \u0000\r\n', '500 5.5.2'],
    ['NOOP \u00ff\r\n', '500 5.5.2'],
  ])('answers %j before EHLO with %s', (line, expected) => {
    expect(codesOf(new ScriptedSession(), line)).toEqual([expected]);
  });

  it.each([
    ['MAIL TO:<a@b.example>\r\n', '501 5.1.7'],
    ['MAIL FROM:a@b.example\r\n', '501 5.1.7'],
    ['MAIL FROM:<a b@c.example>\r\n', '501 5.1.7'],
    ['MAIL FROM:<postmaster>\r\n', '501 5.1.7'],
    ['MAIL FROM:<a@b.example>SIZE=1\r\n', '501 5.5.4'],
    ['MAIL FROM:<a@b.example> FOO=1\r\n', '555 5.5.4'],
    ['MAIL FROM:<a@b.example> SIZE=999999999999\r\n', '552 5.3.4'],
    ['MAIL FROM:<a@b.example> BODY=BINARYMIME\r\n', '501 5.5.4'],
    ['MAIL FROM:<\u00c3\u00bc@b.example>\r\n', '553 5.6.7'],
    ['MAIL FROM:<\u00c3\u00bc@b.example> SMTPUTF8\r\n', '250 2.1.0'],
    ['MAIL FROM:<>\r\n', '250 2.1.0'],
    [`MAIL FROM:<a@b.example> ENVID=${'x'.repeat(100)} AUTH=${'y'.repeat(400)}\r\n`, '250 2.1.0'],
    [`MAIL FROM:<a@b.example> AUTH=${'y'.repeat(1200)}\r\n`, '500 5.5.2'],
    [`NOOP ${'x'.repeat(505)}\r\n`, '250 2.0.0'],
    [`NOOP ${'x'.repeat(506)}\r\n`, '500 5.5.2'],
  ])('answers %j after EHLO with %s', (line, expected) => {
    expect(codesOf(begun(), line)).toEqual([expected]);
  });

  it.each([
    ['RCPT FROM:<a@b.example>\r\n', '501 5.1.3'],
    ['RCPT TO:<>\r\n', '501 5.1.3'],
    ['RCPT TO:<Postmaster>\r\n', '250 2.1.5'],
    ['RCPT TO:<@relay.example:a@b.example>\r\n', '250 2.1.5'],
    ['RCPT TO:<unknown@b.example>\r\n', '550 5.1.1'],
    ['RCPT TO:<crash@b.example>\r\n', '451 4.3.0'],
    ['RCPT TO:<a@b.example> NOTIFY=NEVER ORCPT=rfc822;x@y.example\r\n', '250 2.1.5'],
    ['RCPT TO:<a@b.example> SIZE=1\r\n', '555 5.5.4'],
    ['RCPT TO:<\u00c3\u00bc@b.example>\r\n', '553 5.6.7'],
    ['MAIL FROM:<a@b.example>\r\n', '503 5.5.1'],
    ['DATA\r\n', '503 5.5.1'],
  ])('answers %j after MAIL with %s', (line, expected) => {
    const session = begun();
    session.say('MAIL FROM:<a@b.example>\r\n');
    expect(codesOf(session, line)).toEqual([expected]);
  });

  it('forgets the transaction on RSET and on EHLO', () => {
    for (const line of ['RSET\r\n', hello]) {
      const session = begun();
      expect(codesOf(session, `MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n${line}DATA\r\n`).at(-1)).toBe(
        '503 5.5.1',
      );
    }
  });

  it('closes after QUIT', () => {
    const session = begun();
    expect(codesOf(session, 'QUIT\r\n')).toEqual(['221 2.0.0']);
    expect(session.closed).toBe(true);
  });

  it('hands on the parameters of a notification, RFC 3461', async () => {
    const session = begun();
    session.say(
      'MAIL FROM:<a@b.example> RET=HDRS ENVID=e1 BODY=8BITMIME\r\nRCPT TO:<c@d.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;x@y\r\nDATA\r\n',
    );
    await session.tell('a\r\n.\r\n');
    expect(session.handler.kept[0]?.transaction).toMatchObject({
      sender: { parameters: { ret: 'HDRS', envid: 'e1', body: '8BITMIME' } },
      recipients: [{ parameters: { notify: ['failure', 'delay'], orcpt: 'rfc822;x@y' } }],
    });
  });
});

describe('pipelining, RFC 2920', () => {
  it('keeps the order of replies where decisions come later', async () => {
    const session = new ScriptedSession();
    session.handler.later = true;
    const given = await session.tell(
      `${hello}${envelope}a\r\n.\r\nMAIL FROM:<x@y.example>\r\nRCPT TO:<unknown@y.example>\r\nRCPT TO:<z@y.example>\r\nNOOP\r\nQUIT\r\n`,
    );
    const expected = [
      '250',
      '250 2.1.0',
      '250 2.1.5',
      '354',
      '250 2.0.0',
      '250 2.1.0',
      '550 5.1.1',
      '250 2.1.5',
      '250 2.0.0',
      '221 2.0.0',
    ];
    expect(session.codes(given).filter((_, index) => index > 0)).toEqual(expected.slice(1));
  });

  it('sends the replies to one group together', () => {
    const session = begun();
    const writes: number[] = [];
    const before = session.output.length;
    session.say(envelope);
    writes.push(session.output.length - before);
    expect(session.codes(session.output.slice(before))).toHaveLength(3);
  });

  it('stops reading while much waits behind a decision, and goes on after it', async () => {
    const session = begun();
    let open = (): void => undefined;
    session.handler.gate = new Promise((resolve) => {
      open = resolve;
    });
    session.say(`${envelope}a\r\n.\r\n`);
    session.say('NOOP\r\n'.repeat(20_000));
    expect(session.reading).toBe(false);
    open();
    await session.settled();
    expect(session.reading).toBe(true);
    expect(session.codes().filter((code) => code === '250 2.0.0')).toHaveLength(20_001);
  });

  it('closes where content follows a DATA that is refused: it would be read as commands', () => {
    const session = begun();
    const given = session.say(
      'MAIL FROM:<a@b.example>\r\nRCPT TO:<unknown@b.example>\r\nDATA\r\nSubject: x\r\n\r\nMAIL FROM:<evil@b.example>\r\n.\r\n',
    );
    expect(session.codes(given)).toEqual(['250 2.1.0', '550 5.1.1', '503 5.5.0']);
    expect(session.closed).toBe(true);
  });
});

describe('what is no SMTP', () => {
  it.each(['NOOP\n', 'NO\rOP\r\n', 'MAIL FROM:<a@b.example>\nRCPT TO:<x@y.example>\r\n', `NOOP ${'x'.repeat(20_000)}`])(
    'is refused and the connection closed: %j',
    (text) => {
      const session = begun();
      expect(codesOf(session, text)).toEqual(['500 5.5.2']);
      expect(session.closed).toBe(true);
      expect(session.say('NOOP\r\n')).toBe('');
    },
  );

  it.each(['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'POST / HTTP/1.1\r\n\r\nMAIL FROM:<a@b.example>\r\n'])(
    'is closed on a request of a browser: %j',
    (text) => {
      const session = new ScriptedSession();
      expect(codesOf(session, text)).toEqual(['554 5.7.0']);
      expect(session.closed).toBe(true);
    },
  );
});

describe('STARTTLS, RFC 3207', () => {
  it('is offered until TLS is there, and starts anew then', () => {
    const session = new ScriptedSession({ startTls: true });
    expect(session.say(hello)).toContain('STARTTLS');
    expect(codesOf(session, 'STARTTLS\r\n')).toEqual(['220 2.0.0']);
    expect(session.startedTls).toBe(true);
    session.session.secured({ protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' });
    expect(codesOf(session, 'MAIL FROM:<a@b.example>\r\n')).toEqual(['503 5.5.1']);
    expect(session.say(hello)).not.toContain('STARTTLS');
    expect(codesOf(session, 'STARTTLS\r\n')).toEqual(['503 5.5.1']);
  });

  it.each(['STARTTLS\r\nMAIL FROM:<evil@example>\r\n', 'STARTTLS\r\nR', 'STARTTLS\r\n\r\n'])(
    'refuses %j: plain text injected behind it',
    (text) => {
      const session = new ScriptedSession({ startTls: true });
      session.say(hello);
      expect(codesOf(session, text)).toEqual(['503 5.5.0']);
      expect([session.startedTls, session.closed]).toEqual([false, true]);
    },
  );

  it('takes no parameter', () => {
    expect(codesOf(begun({ startTls: true }), 'STARTTLS now\r\n')).toEqual(['501 5.5.4']);
  });
});

describe('LMTP, RFC 2033', () => {
  const lmtp = (): ScriptedSession => {
    const session = new ScriptedSession({ protocol: 'lmtp' });
    session.say('LHLO client.example\r\n');
    return session;
  };

  it('says LHLO only', () => {
    const session = new ScriptedSession({ protocol: 'lmtp' });
    expect(codesOf(session, 'EHLO x\r\nHELO x\r\n')).toEqual(['500 5.5.1', '500 5.5.1']);
    expect(session.say('LHLO x\r\n')).toContain('250-PIPELINING');
  });

  it('answers once for each recipient taken', async () => {
    const session = lmtp();
    session.say(
      'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<unknown@d.example>\r\nRCPT TO:<e@d.example>\r\nDATA\r\n',
    );
    expect(await session.tell('x\r\n.\r\n')).toBe('250 2.0.0 OK id-1\r\n250 2.0.0 OK id-1\r\n');
    session.say('MAIL FROM:<full@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<e@d.example>\r\nDATA\r\n');
    expect(session.codes(await session.tell('x\r\n.\r\n'))).toEqual(['452 4.3.1', '452 4.3.1']);
  });
});

describe('limits', () => {
  it('counts recipients: 452 4.5.3, and keeps those before', async () => {
    const session = begun({ limits: { recipients: 2 } });
    const given = codesOf(session, `MAIL FROM:<a@b.example>\r\n${'RCPT TO:<c@d.example>\r\n'.repeat(3)}DATA\r\n`);
    expect(given).toEqual(['250 2.1.0', '250 2.1.5', '250 2.1.5', '452 4.5.3', '354']);
    await session.tell('x\r\n.\r\n');
    expect(session.handler.kept[0]?.transaction.recipients).toHaveLength(2);
  });

  it.each([
    [{ messageBytes: 20 }, 'a: b\r\n\r\n1234567890123\r\n.\r\n', '552 5.3.4'],
    [{ messageBytes: 20 }, 'a: b\r\n\r\n1234567890\r\n.\r\n', '250 2.0.0'],
    [{ headerBytes: 20 }, 'a: 1234567890\r\nb: 1\r\n\r\nbody\r\n.\r\n', '552 5.3.4'],
    [{ headerBytes: 20 }, 'a: 1\r\n\r\nbody much longer than the header may be\r\n.\r\n', '250 2.0.0'],
    [{ textLineBytes: 20 }, 'a: 1\r\n\r\n1234567890123456789\r\n.\r\n', '550 5.6.0'],
    [{ textLineBytes: 20 }, 'a: 1\r\n\r\n123456789012345678\r\n.\r\n', '250 2.0.0'],
    [{ inFlightBytes: 10 }, 'a: 1\r\n\r\n1234567890\r\n.\r\n', '451 4.3.2'],
  ])('%j: %j is answered %s, and the session goes on', async (limits, text, expected) => {
    for (const size of [1, 3, 1000]) {
      const session = begun({ limits });
      session.say(envelope);
      expect(session.codes(await session.tell(`${text}NOOP\r\n`, size))).toEqual(
        size === 1000 && expected === '451 4.3.2' ? ['250 2.0.0', '250 2.0.0'] : [expected, '250 2.0.0'],
      );
      expect(session.inFlight.bytes).toBe(0);
    }
  });

  it('asks for no content while too much is in memory', () => {
    const session = begun({ limits: { inFlightBytes: 10 } });
    session.inFlight.add(10);
    expect(codesOf(session, envelope).at(-1)).toBe('451 4.3.2');
  });

  it('does not read a message on for ever that was too big', () => {
    const session = begun({ limits: { messageBytes: 1000 } });
    session.say(envelope);
    expect(session.codes(session.say('x'.repeat(2001)))).toEqual(['552 5.3.4']);
    expect(session.closed).toBe(true);
  });

  it('ends a connection after too many errors: 421 4.7.0', () => {
    const session = begun({ limits: { errors: 3 } });
    expect(codesOf(session, 'X\r\n'.repeat(5))).toEqual(['500 5.5.2', '500 5.5.2', '500 5.5.2', '421 4.7.0']);
    expect(session.closed).toBe(true);
  });

  it('ends a connection after so many messages: 421 4.7.0', async () => {
    const session = begun({ limits: { messagesPerConnection: 1 } });
    session.say(envelope);
    await session.tell('x\r\n.\r\n');
    expect(codesOf(session, 'MAIL FROM:<a@b.example>\r\n')).toEqual(['421 4.7.0']);
    expect(session.closed).toBe(true);
  });
});

describe('a message with a bare CR or LF', () => {
  it.each(['\n.\r\n', '\n.\n', '\r\n.\n', '\r.\r', '\r\n.\r', '\n..\r\n', '\r.\r\n'])(
    'is refused with 550 5.6.11 after its true end: %j',
    async (sequence) => {
      for (const size of [1, 2, 3, 1000]) {
        const session = begun();
        session.say(envelope);
        const smuggled = `text${sequence}MAIL FROM:<evil@example>\r\nRCPT TO:<x@y.example>\r\nDATA\r\nevil\r\n.\r\n`;
        expect(session.codes(await session.tell(smuggled, size))).toEqual(['550 5.6.11']);
        expect(session.handler.kept).toEqual([]);
        expect(session.codes(await session.tell('NOOP\r\n'))).toEqual(['250 2.0.0']);
      }
    },
  );
});

describe('a large message', () => {
  const body = 'a: b\r\n\r\n' + `${'x'.repeat(98)}\r\n`.repeat(200);
  const limits = { memoryBytes: 2000, headerBytes: 1000 };

  it('streams, its header section in the head', async () => {
    const session = begun({ limits });
    session.say(envelope);
    expect(session.codes(await session.tell(`${body}.\r\n`, 777))).toEqual(['250 2.0.0']);
    expect(session.handler.kept).toMatchObject([{ text: body, headerBytes: 8, streamed: true }]);
    expect(session.inFlight.bytes).toBe(0);
  });

  it.each([
    ['a bare LF late', `${body}\n`, {}, '550 5.6.11'],
    ['too many bytes', body, { messageBytes: 15_000 }, '552 5.3.4'],
  ])('ends its stream in an error: %s', async (_, text, more, expected) => {
    const session = begun({ limits: { ...limits, ...more } });
    session.say(envelope);
    expect(session.codes(await session.tell(`${text}\r\n.\r\n`, 777))).toEqual([expected]);
    expect(session.handler.failed).toMatchObject([{ reply: { code: Number(expected.slice(0, 3)) } }]);
    expect([session.handler.kept.length, session.inFlight.bytes]).toEqual([0, 0]);
  });

  it('ends its stream in an error where the connection goes', async () => {
    const session = begun({ limits });
    session.say(envelope);
    session.say(body, 777);
    session.session.lost();
    await session.settled();
    expect([session.handler.failed.length, session.handler.kept.length, session.inFlight.bytes]).toEqual([1, 0, 0]);
  });

  it('is read to its end where it could not be kept', async () => {
    const session = begun({ limits });
    session.handler.message = () => Promise.reject(new Error('disk on fire'));
    session.say(envelope);
    expect(session.codes(await session.tell(`${body.repeat(40)}.\r\nNOOP\r\n`, 5000))).toEqual([
      '451 4.3.0',
      '250 2.0.0',
    ]);
    expect(session.inFlight.bytes).toBe(0);
  });

  it('makes the connection wait while its reader is behind', async () => {
    const session = begun({ limits });
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    session.handler.message = async (_, __, given) => {
      await gate;
      let bytes = given.head.length;
      for await (const chunk of given.rest!) bytes += chunk.length;
      return `bytes-${bytes}`;
    };
    session.say(envelope);
    session.say(body.repeat(40), 50_000);
    expect(session.reading).toBe(false);
    open();
    await session.settled();
    expect(session.reading).toBe(true);
    expect(await session.tell('.\r\n')).toBe(`250 2.0.0 OK bytes-${body.length * 40}\r\n`);
  });
});

describe('time', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const after = (session: ScriptedSession, seconds: number): string | undefined => {
    vi.setSystemTime(Date.now() + seconds * 1000);
    return session.session.overdue(Date.now())?.wire.slice(0, 9);
  };

  it('ends an idle session: 421 4.4.2', () => {
    const session = begun();
    expect(after(session, 299)).toBeUndefined();
    session.say('NOOP\r\n');
    expect([after(session, 299), after(session, 2)]).toEqual([undefined, '421 4.4.2']);
  });

  it('ends a transaction that drips', () => {
    const session = begun({ limits: { transactionTime: 100_000 } });
    session.say(envelope);
    expect(after(session, 60)).toBeUndefined();
    session.say('x');
    expect(after(session, 60)).toBe('421 4.4.2');
  });

  it('waits for itself as long as it takes', () => {
    const session = begun();
    session.handler.gate = new Promise(() => undefined);
    session.say(`${envelope}x\r\n.\r\n`);
    expect(after(session, 10_000)).toBeUndefined();
  });
});

describe('shutting down, RFC 5321 3.8', () => {
  it('ends a session without a transaction at once: 421 4.3.2', () => {
    const session = begun();
    session.session.drain();
    expect(session.codes().at(-1)).toBe('421 4.3.2');
    expect(session.closed).toBe(true);
  });

  it('lets a transaction finish first', async () => {
    const session = begun();
    session.say(envelope);
    session.session.drain();
    expect(session.closed).toBe(false);
    expect(session.codes(await session.tell('x\r\n.\r\n'))).toEqual(['250 2.0.0', '421 4.3.2']);
    expect([session.closed, session.handler.kept.length]).toEqual([true, 1]);
  });
});
