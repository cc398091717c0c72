import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { type PduOf, readPdu, writePdu } from '@postbus/smpp';
import { sinkCertificate } from '@postbus/testing';
import { describe, expect, it, vi } from 'vitest';
import { carrier, countedTimers, credentials, inbound, password, session, submitSm, told } from './carrier.fixture.ts';
import { SmppSession, type SmppSessionError } from './index.ts';

const failure = (promise: Promise<unknown>): Promise<SmppSessionError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: SmppSessionError) => error,
  );

describe('a bind, SMPP 3.4 4.1', () => {
  it.each(['transceiver', 'transmitter', 'receiver'] as const)('is made as %s, with all its fields', async (kind) => {
    const smsc = await carrier();
    const bound = await session(smsc, {
      kind,
      credentials: { ...credentials, systemType: 'VMA', addrTon: 1, addrNpi: 1, addressRange: '^31' },
    });
    expect(bound).toMatchObject({
      kind,
      state: 'bound',
      carrier: { systemId: 'smsc' },
      free: kind === 'receiver' ? 0 : 10,
    });
    expect((await smsc.bound()).bind).toMatchObject({
      command: `bind_${kind}`,
      sequence: 1,
      body: {
        system_id: 'postbus',
        password,
        system_type: 'VMA',
        interface_version: 0x34,
        addr_ton: 1,
        addr_npi: 1,
        address_range: '^31',
      },
    });
  });

  it('that the carrier answers after it unbound is none', async () => {
    const smsc = await carrier({ bind: () => 'silence' });
    const opening = failure(session(smsc));
    await smsc.until(() => smsc.sessions[0]?.received.length === 1);
    const [theirs] = smsc.sessions;
    void theirs!.unbind();
    const { sequence } = theirs!.received[0]!;
    theirs!.write(writePdu({ command: 'bind_transceiver_resp', sequence, body: { system_id: 'smsc' } }));
    expect(await opening).toMatchObject({ code: 'unbound', retryable: true });
  });

  it('that is refused tells the status, and whether trying again can help', async () => {
    const smsc = await carrier({ bind: () => ({ status: 'ESME_RINVPASWD' }) });
    const wrong = await failure(session(smsc));
    expect(wrong).toMatchObject({ code: 'bind-refused', retryable: false, status: { name: 'ESME_RINVPASWD' } });
    smsc.play({ bind: () => ({ status: 'ESME_RBINDFAIL' }) });
    expect(await failure(session(smsc))).toMatchObject({ code: 'bind-refused', retryable: true });
    await smsc.until(() => smsc.sessions.every(({ isOpen }) => !isOpen));
  });

  it('that stays without answer, is dropped or aborted ends the connection', async () => {
    const smsc = await carrier({ bind: () => 'silence' });
    expect(await failure(session(smsc, { times: { bind: 100 } }))).toMatchObject({
      code: 'bind-timeout',
      retryable: true,
    });
    const stop = new AbortController();
    const opening = SmppSession.open({ host: smsc, kind: 'receiver', credentials }, inbound, { signal: stop.signal });
    await smsc.until(() => smsc.sessions[1]?.received.length === 1);
    stop.abort();
    expect(await failure(opening)).toMatchObject({ code: 'aborted' });
    smsc.play({ bind: () => 'drop' });
    expect(await failure(session(smsc))).toMatchObject({ code: 'connection-lost' });
    await smsc.until(() => smsc.sessions.every(({ isOpen }) => !isOpen));
  });

  it('without anyone there, or with fields that cannot be written, fails', async () => {
    const smsc = await carrier();
    const { host, port } = smsc;
    await smsc.close();
    expect(await failure(session({ host, port }))).toMatchObject({ code: 'connect-failed', peer: `${host}:${port}` });
    const long = await failure(session(local(port), { credentials: { systemId: 'p', password: 'longer than 8' } }));
    expect(long).toMatchObject({ code: 'bad-settings', retryable: false });
    expect(long.message).toContain('password');
    expect(await failure(session({ host, port: 70_000 }))).toMatchObject({ code: 'bad-settings' });
    expect(await failure(session(local(port), { times: { response: Number.NaN } }))).toMatchObject({
      code: 'bad-settings',
    });
  });

  it('never shows its password', async () => {
    const smsc = await carrier();
    const errors = [
      await failure(session(smsc, { credentials: { systemId: 'p', password: `${password}${password}` } })),
      await failure(session(local(1))),
    ];
    smsc.play({ bind: () => ({ status: 'ESME_RINVPASWD' }) });
    errors.push(await failure(session(smsc)));
    smsc.play({});
    const bound = await session(smsc);
    for (const each of [...errors, bound])
      expect(inspect(each, { depth: 10, showHidden: true })).not.toContain(password);
  });
});

const local = (port: number) => ({ host: '127.0.0.1', port });

describe('TLS', () => {
  it('is used where it is told, and the certificate verified', async () => {
    const smsc = await carrier({}, { tls: sinkCertificate });
    const host = { host: '127.0.0.1', port: smsc.port, tls: { ca: sinkCertificate.cert } };
    const bound = await session(smsc, { host });
    expect(told(await bound.request(submitSm('1')))).toBe('ESME_ROK');
    const error = await failure(session(smsc, { host: { ...host, tls: {} } }));
    expect(error).toMatchObject({ code: 'connect-failed' });
    expect(
      await failure(session(smsc, { host: { ...host, tls: { ca: sinkCertificate.cert, key: 'none', cert: 'none' } } })),
    ).toMatchObject({ code: 'bad-settings' });
  });

  it('is used beyond this machine where nothing is told: a server without it never sees the password', async () => {
    const { isPlain } = await import('./open-socket.ts');
    const port = 2775;
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].map((host) => isPlain({ host, port }))).not.toContain(false);
    expect(
      ['smsc.example', '192.0.2.1', '127.example', '::ffff:192.0.2.1'].map((host) => isPlain({ host, port })),
    ).not.toContain(true);
    expect(isPlain({ host: 'smsc.example', port, tls: 'none' })).toBe(true);
    expect(isPlain({ host: 'localhost', port, tls: {} })).toBe(false);
    const smsc = await carrier();
    expect(await failure(session(smsc, { host: { ...local(smsc.port), tls: {} } }))).toMatchObject({
      code: 'connect-failed',
    });
    expect(smsc.sessions.flatMap(({ received }) => received)).toEqual([]);
  });
});

describe('a request', () => {
  it('is answered with a message id, whatever the order of the answers, 2.5', async () => {
    const smsc = await carrier({
      submit: (pdu, index) => ({ delay: 40 - 10 * index, messageId: pdu.body.destination_addr }),
    });
    const bound = await session(smsc);
    const outcomes = await Promise.all(['1', '2', '3'].map((number) => bound.request(submitSm(number))));
    expect(outcomes).toMatchObject(
      ['1', '2', '3'].map((messageId) => ({ outcome: 'answered', status: { code: 0 }, messageId })),
    );
    expect(smsc.submitted.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
  });

  it('is answered with an error, of the document or the carrier, or by generic_nack, 4.3', async () => {
    const smsc = await carrier({
      submit: (_, index) => ({ status: index === 0 ? 'ESME_RINVDSTADR' : 0x455 }),
    });
    const bound = await session(smsc);
    expect(await bound.request(submitSm('1'))).toMatchObject({
      outcome: 'answered',
      status: { name: 'ESME_RINVDSTADR' },
      messageId: undefined,
    });
    expect(told(await bound.request(submitSm('1')))).toBe('0x00000455');
    const query = await bound.request({ command: 'query_sm', body: { message_id: '1' } });
    expect(query).toMatchObject({
      outcome: 'answered',
      status: { name: 'ESME_RINVCMDID' },
      answer: { command: 'generic_nack' },
    });
  });

  it('is of unknown outcome where generic_nack answers it, and tells no error', async () => {
    const smsc = await carrier({ submit: () => 'silence' });
    const bound = await session(smsc);
    const outcome = bound.request(submitSm('1'));
    await smsc.until(() => smsc.submitted.length === 1);
    const { sequence } = smsc.submitted[0]!;
    (await smsc.bound()).write(writePdu({ command: 'generic_nack', status: 0, sequence }));
    expect(told(await outcome)).toBe('unknown: unreadable-answer');
  });

  it('without an answer is unknown and leaves the window, and an answer that comes late changes nothing', async () => {
    const smsc = await carrier({ submit: (_, index) => (index === 0 ? 'silence' : {}) });
    const bound = await session(smsc, { limits: { window: 1 }, times: { response: 1000 } });
    const late = bound.request(submitSm('1'));
    expect(bound.free).toBe(0);
    expect(told(await bound.request(submitSm('2')))).toBe('refused: window-full');
    expect(told(await late)).toBe('unknown: response-timeout');
    const { sequence } = smsc.submitted[0]!;
    (await smsc.bound()).write(writePdu({ command: 'submit_sm_resp', sequence, body: { message_id: 'late' } }));
    // What is answered after it has come after it.
    expect(told(await bound.request(submitSm('3')))).toBe('ESME_ROK');
    expect(bound).toMatchObject({ state: 'bound', free: 1 });
    expect(smsc.submitted.map(({ body }) => body.destination_addr)).toEqual(['1', '3']);
  });

  it('of unknown outcome is told of again when its answer comes late, once', async () => {
    const smsc = await carrier({ submit: () => ({ delay: 80, messageId: 'a' }) });
    const answeredLate = vi.fn();
    const bound = await session(smsc, { times: { response: 20 } }, { ...inbound, answeredLate });
    const request = submitSm('1');
    expect(told(await bound.request(request))).toBe('unknown: response-timeout');
    const theirs = await smsc.bound();
    theirs.write(writePdu({ command: 'query_sm_resp', sequence: 2, body: {} }));
    await vi.waitFor(() => expect(answeredLate).toHaveBeenCalled());
    theirs.write(writePdu({ command: 'submit_sm_resp', sequence: 2, body: { message_id: 'b' } }));
    await theirs.enquireLink();
    expect(answeredLate.mock.calls).toMatchObject([[request, { outcome: 'answered', messageId: 'a' }]]);
  });

  it('that cannot be written, or not on this session, is refused', async () => {
    const smsc = await carrier();
    const bound = await session(smsc);
    expect(told(await bound.request(submitSm('1'.repeat(30))))).toBe('refused: bad-request');
    const receiver = await session(smsc, { kind: 'receiver' });
    expect(told(await receiver.request(submitSm('1')))).toBe('refused: not-bound');
    await bound.close();
    expect(told(await bound.request(submitSm('1')))).toBe('refused: not-bound');
    expect(smsc.submitted).toEqual([]);
  });

  it('is unknown where the connection is lost before its answer', async () => {
    const smsc = await carrier({ submit: () => 'drop' });
    const bound = await session(smsc);
    expect(told(await bound.request(submitSm('1')))).toBe('unknown: connection-lost');
    expect(await bound.closed).toMatchObject({ code: 'connection-lost', retryable: true });
    expect(bound.state).toBe('closed');
  });
});

describe('enquire_link, 4.11, 7.2', () => {
  it('is sent in silence, and answered', async () => {
    const smsc = await carrier();
    const bound = await session(smsc, { times: { enquireLink: 40 } });
    const theirs = await smsc.bound();
    await smsc.until(() => theirs.received.filter(({ command }) => command === 'enquire_link').length === 2);
    expect(await theirs.enquireLink()).toMatchObject({ command: 'enquire_link_resp', status: 0 });
    expect(bound.state).toBe('bound');
  });

  it('without answer ends the session, and what it had not answered is unknown', async () => {
    const smsc = await carrier({ enquireLink: () => 'silence', submit: () => 'silence' });
    const bound = await session(smsc, { times: { enquireLink: 40, enquireLinkAnswer: 100 } });
    const submitted = bound.request(submitSm('1'));
    expect(await bound.closed).toMatchObject({ code: 'link-timeout' });
    expect(told(await submitted)).toBe('unknown: link-timeout');
  });
});

describe('what the carrier sends', () => {
  const message = { from: '31612345678', to: '1234', text: 'Good morning' };

  it('is answered once the callback is fulfilled, with what it says, 4.6.2', async () => {
    const smsc = await carrier();
    const kept = Promise.withResolvers<void>();
    const deliver = vi.fn(async (pdu: PduOf<'deliver_sm'>) => {
      if (pdu.body.source_addr === 'full') return 'ESME_RMSGQFUL' as const;
      if (pdu.body.source_addr === 'fault') throw new Error('the disk is full');
      return kept.promise;
    });
    const failed = vi.fn();
    await session(smsc, {}, { deliver: deliver as never, failed });
    let isAnswered = false;
    const answered = smsc.deliver(message).finally(() => (isAnswered = true));
    expect(await smsc.deliver({ ...message, from: 'full' })).toEqual([0x14]);
    expect(await smsc.deliver({ ...message, from: 'fault' })).toEqual([0x64]);
    expect(failed.mock.calls[0]?.[0]).toMatchObject({ message: 'the disk is full' });
    expect(isAnswered).toBe(false);
    kept.resolve();
    expect(await answered).toEqual([0]);
    expect(new TextDecoder().decode(deliver.mock.calls[0]![0].body.short_message)).toBe(message.text);
  });

  it('may be a receipt that comes before its answer', async () => {
    const smsc = await carrier({ submit: () => ({ delay: 50, receipt: { after: 0, id: 'decimal' } }) });
    const seen: string[] = [];
    const bound = await session(smsc, {}, { deliver: async (pdu) => void seen.push(pdu.command) });
    const submitted = bound.request(submitSm('1')).then(() => seen.push('answer'));
    await submitted;
    expect(seen).toEqual(['deliver_sm', 'answer']);
  });

  it('may come with the answer to the bind, before anyone knows that it is bound', async () => {
    const answers = Promise.withResolvers<Uint8Array>();
    const server = createServer((socket) => {
      socket.once('data', () => {
        const bound = writePdu({ command: 'bind_transceiver_resp', sequence: 1, body: { system_id: 'x' } });
        socket.write(Uint8Array.from([...bound, ...writePdu({ command: 'deliver_sm', sequence: 1 })]));
        socket.once('data', (chunk: Uint8Array) => {
          answers.resolve(chunk);
          socket.destroy();
        });
      });
      socket.on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const deliver = vi.fn(async () => {});
    const bound = await session(local((server.address() as AddressInfo).port), {}, { deliver });
    expect(readPdu(await answers.promise).pdu).toMatchObject({ command: 'deliver_sm_resp', status: 0 });
    expect(deliver).toHaveBeenCalledOnce();
    expect(await bound.closed).toMatchObject({ code: 'connection-lost' });
    server.close();
    await once(server, 'close');
  });

  it('beyond the limit is asked to come again', async () => {
    const smsc = await carrier();
    const kept = Promise.withResolvers<void>();
    await session(smsc, { limits: { inbound: 3 } }, { deliver: () => kept.promise });
    let answered = 0;
    const deliver = (): Promise<number[]> => smsc.deliver(message).finally(() => answered++);
    const all = Promise.all(Array.from({ length: 10 }, deliver));
    await vi.waitFor(() => expect(answered).toBe(7), { timeout: 10_000, interval: 5 });
    kept.resolve();
    expect((await all).flat()).toEqual([
      ...Array.from({ length: 3 }, () => 0),
      ...Array.from({ length: 7 }, () => 0x14),
    ]);
  });

  it('is data_sm or an alert too, and nothing on a transmitter, 4.7, 4.12', async () => {
    const smsc = await carrier();
    const seen: string[] = [];
    const handler = {
      deliver: async ({ command }: { command: string }) => void seen.push(command),
      alert: () => {
        seen.push('alert');
        throw new Error('no matter');
      },
    };
    const bound = await session(smsc, {}, handler);
    const theirs = await smsc.bound();
    theirs.write(writePdu({ command: 'alert_notification', sequence: 70, body: { source_addr: '1' } }));
    expect(await theirs.ask({ command: 'data_sm', sequence: 71 })).toMatchObject({
      command: 'data_sm_resp',
      status: 0,
    });
    expect(seen).toEqual(['alert', 'data_sm']);
    await bound.close();
    await session(smsc, { kind: 'transmitter' });
    expect(await (await smsc.bound()).deliver({})).toMatchObject({ command: 'deliver_sm_resp', status: 0x04 });
  });

  it('that is no business of an ESME gets generic_nack', async () => {
    const smsc = await carrier();
    await session(smsc);
    const theirs = await smsc.bound();
    expect(await theirs.ask({ command: 'submit_sm', sequence: 9 })).toMatchObject({
      command: 'generic_nack',
      status: 3,
    });
  });
});

describe('the end, 4.2', () => {
  it('waits for answers of both sides, unbinds and leaves no timer', async () => {
    const smsc = await carrier({ submit: () => ({ delay: 50 }) });
    const kept = Promise.withResolvers<void>();
    const timers = countedTimers();
    const bound = await session(smsc, {}, { deliver: () => kept.promise }, timers);
    const submitted = bound.request(submitSm('1'));
    const delivered = smsc.deliver({ from: '1', to: '2', text: 'x' });
    await smsc.until(() => smsc.submitted.length === 1);
    setTimeout(() => kept.resolve(), 80);
    await Promise.all([bound.close(), bound.close()]);
    expect(told(await submitted)).toBe('ESME_ROK');
    expect(await delivered).toEqual([0]);
    expect(smsc.sessions[0]!.received.map(({ command }) => command)).toEqual([
      'bind_transceiver',
      'submit_sm',
      'deliver_sm_resp',
      'unbind',
    ]);
    expect(await bound.closed).toMatchObject({ code: 'closed' });
    expect(timers.pending).toBe(0);
  });

  it('does not wait for ever', async () => {
    const smsc = await carrier({ submit: () => 'silence', unbind: () => 'silence' });
    const bound = await session(smsc, { times: { response: 10_000, close: 50 } });
    const submitted = bound.request(submitSm('1'));
    await bound.close();
    expect(told(await submitted)).toBe('unknown: closed');
    await smsc.until(() => !smsc.sessions[0]!.isOpen);
  });

  it('by the carrier is answered, and answers on their way still count', async () => {
    const smsc = await carrier({ submit: () => 'silence' });
    const bound = await session(smsc);
    const theirs = await smsc.bound();
    const submitted = bound.request(submitSm('1'));
    await smsc.until(() => smsc.submitted.length === 1);
    const { sequence } = smsc.submitted[0]!;
    const unbound = theirs.unbind();
    theirs.write(writePdu({ command: 'submit_sm_resp', sequence, body: { message_id: '7' } }));
    expect(await unbound).toMatchObject({ command: 'unbind_resp' });
    expect(await submitted).toMatchObject({ outcome: 'answered', messageId: '7' });
    expect(await bound.closed).toMatchObject({ code: 'unbound' });
  });
});

describe('a hostile carrier', () => {
  it.each([
    ['a command_length of gigabytes', Uint8Array.of(0x7f, 0xff, 0xff, 0xff)],
    ['one of 4', Uint8Array.of(0, 0, 0, 4)],
    ['HTTP', new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('that sends %s is told so and left', async (_, octets) => {
    const smsc = await carrier({ submit: () => 'silence' });
    const bound = await session(smsc);
    const submitted = bound.request(submitSm('1'));
    const theirs = await smsc.bound();
    await smsc.until(() => smsc.submitted.length === 1);
    theirs.write(octets);
    expect(await bound.closed).toMatchObject({ code: 'bad-stream' });
    expect(told(await submitted)).toBe('unknown: bad-stream');
    await smsc.until(() => !theirs.isOpen);
    expect(theirs.received.at(-1)).toMatchObject({ command: 'generic_nack', status: 2 });
  });

  it('that answers another operation than was asked is left', async () => {
    const smsc = await carrier({ submit: () => 'silence' });
    const bound = await session(smsc);
    const submitted = bound.request(submitSm('1'));
    (await smsc.bound()).write(writePdu({ command: 'query_sm_resp', sequence: 2, body: { message_id: '1' } }));
    expect(told(await submitted)).toBe('unknown: wrong-answer');
    expect(await bound.closed).toMatchObject({ code: 'wrong-answer' });
  });

  it('whose answer cannot be read leaves the outcome unknown, and the session as it is', async () => {
    const smsc = await carrier({ submit: () => 'silence' });
    const bound = await session(smsc);
    const submitted = bound.request(submitSm('1'));
    const answer = writePdu({ command: 'submit_sm_resp', sequence: 2, body: { message_id: '1' } });
    const lying = new Uint8Array(answer.length + 4);
    lying.set(answer);
    lying.set([0x12, 0x04, 0xff, 0xff], answer.length);
    lying[3] = lying.length;
    (await smsc.bound()).write(lying);
    expect(told(await submitted)).toBe('unknown: unreadable-answer');
    expect(bound.state).toBe('bound');
  });

  it('whose requests cannot be read, or have no number, is told so', async () => {
    const smsc = await carrier();
    await session(smsc);
    const theirs = await smsc.bound();
    const unknown = writePdu({ command: 'enquire_link', sequence: 5 });
    unknown[7] = 0x77;
    const unnumbered = writePdu({ command: 'enquire_link', sequence: 5 });
    unnumbered[15] = 0;
    theirs.write(unknown);
    theirs.write(unnumbered);
    theirs.write(writePdu({ command: 'submit_sm_resp', sequence: 999, body: { message_id: 'x' } }));
    await smsc.until(() => theirs.received.length === 3);
    expect(theirs.received.slice(1)).toMatchObject([
      { command: 'generic_nack', status: 3, sequence: 5 },
      { command: 'generic_nack', status: 0xff, sequence: 0 },
    ]);
  });

  it('that sends and never reads is not read either', async () => {
    const smsc = await carrier();
    const deliver = vi.fn(async () => {});
    const bound = await session(smsc, { limits: { unsent: 4096 } }, { deliver });
    const theirs = await smsc.bound();
    theirs.pause();
    const one = writePdu({ command: 'deliver_sm', sequence: 1 });
    const many = 400_000;
    const flood = new Uint8Array(one.length * many);
    for (let index = 0; index < many; index++) flood.set(one, index * one.length);
    theirs.write(flood);
    await vi.waitFor(async () => {
      const before = deliver.mock.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(before).toBeGreaterThan(0);
      expect(deliver.mock.calls.length).toBe(before);
    }, 10_000);
    expect(deliver.mock.calls.length).toBeLessThan(many);
    expect(bound.state).toBe('bound');
  });
});
