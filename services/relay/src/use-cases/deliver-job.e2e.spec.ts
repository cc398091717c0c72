import type { ClaimedJob } from '@postbus/domain';
import { PortError } from '@postbus/ports';
import { type SinkOptions, type SinkScript, type SmtpSink, startSmtpSink } from '@postbus/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RelayWorld, type WorldOptions, hour, lease, simpleMail } from '../../test/relay-world.ts';
import type { DeliveryState } from '../delivery/delivery-state.ts';
import { defaultRetryOptions } from '../delivery/retry-schedule.ts';
import { defaultSmtpTimeouts } from '../smtp/timeouts.ts';

const sinks: SmtpSink[] = [];
const worlds: RelayWorld[] = [];

afterEach(async () => {
  await Promise.all(sinks.splice(0).map((sink) => sink.close()));
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

async function sinkOf(script: SinkScript = {}, options: SinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(script, options);
  sinks.push(sink);
  return sink;
}

/** A world in which `there.example` is at these hosts, all of one port, in this order of preference. */
async function worldOf(
  hosts: readonly Pick<SmtpSink, 'host' | 'port'>[],
  options: WorldOptions = {},
): Promise<RelayWorld> {
  const names = hosts.map((_, index) => `mx${index}.there.example`);
  const world = await RelayWorld.open({
    zone: {
      mx: { 'there.example': names.map((name, index) => [index, name] as const) },
      addresses: Object.fromEntries(hosts.map(({ host }, index) => [names[index], [host]])),
    },
    ...options,
    routing: { port: hosts[0]?.port ?? 25, ...options.routing },
  });
  worlds.push(world);
  return world;
}

const stateOf = (job: ClaimedJob | undefined) => job?.state as DeliveryState;
const bob = { address: 'bob@there.example' };
const reportOf = async (world: RelayWorld, count = 1) => (await world.received(count)).at(-1)?.content.toString() ?? '';
const noJobs = async (world: RelayWorld) => expect(await world.jobs.counts()).toEqual([]);

describe('a delivery', () => {
  it('sends the message byte for byte and is over', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink]);
    const content = 'Subject: x\r\nX-Odd:  kept   as is \r\n\r\n.dot\r\n\r\n  \r\nno end';
    await world.submit([bob], { content });
    expect(await world.work()).toBe(1);
    expect(sink.messages[0]?.content.toString()).toBe(`${content}\r\n`);
    expect(sink.messages[0]?.mail).toMatch(/^<alice@here\.example> /);
    await noJobs(world);
    expect(world.mail).toEqual([]);
  });

  it('sends to all recipients of the domain at once, each with its DSN parameters', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink]);
    await world.submit(
      [{ ...bob, dsn: { notify: ['success'], orcpt: 'rfc822;b@x' } }, { address: 'eve@there.example' }],
      {
        reversePath: { address: 'alice@here.example', smtpUtf8: false, body: '8BITMIME', ret: 'FULL', envid: 'QQ1' },
      },
    );
    await world.work();
    expect(sink.messages[0]?.recipients).toEqual([
      '<bob@there.example> NOTIFY=SUCCESS ORCPT=rfc822;b@x',
      '<eve@there.example>',
    ]);
    expect(sink.messages[0]?.mail).toContain(' RET=FULL ENVID=QQ1');
    expect(world.mail).toEqual([]);
  });

  it('divides more recipients than a transaction takes, and those that the server puts off with 452', async () => {
    let taken = 0;
    const sink = await sinkOf({
      mail: () => void (taken = 0),
      rcpt: () => (++taken > 3 ? '452 4.5.3 too many recipients' : undefined),
    });
    const world = await worldOf([sink], { settings: { recipientsPerTransaction: 4 } });
    await world.submit(Array.from({ length: 10 }, (_, index) => ({ address: `r${index}@there.example` })));
    await world.work();
    expect(sink.messages.map(({ recipients }) => recipients.length)).toEqual([3, 3, 3, 1]);
    expect(new Set(sink.messages.flatMap(({ recipients }) => recipients)).size).toBe(10);
    expect(sink.sessions).toHaveLength(1);
    await noJobs(world);
  });

  it('stores the attempt before the host gets anything', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink]);
    await world.submit([bob]);
    const stored: unknown[] = [];
    const renew = world.jobs.renew.bind(world.jobs);
    world.jobs.renew = async (job, state, lease) => {
      stored.push({ attempt: (state as DeliveryState).attempt, sessions: sink.sessions.length });
      return renew(job, state, lease);
    };
    await world.work();
    expect(stored[0]).toEqual({
      attempt: { host: 'mx0.there.example', address: sink.host, at: world.time },
      sessions: 0,
    });
    expect(sink.sessions).toHaveLength(1);
  });
});

describe('a recipient that is refused', () => {
  it('goes back to the sender at once, the others are delivered', async () => {
    const sink = await sinkOf({ rcpt: (line) => (line.includes('eve') ? '550 5.1.1 who is that' : undefined) });
    const world = await worldOf([sink]);
    await world.submit([bob, { address: 'eve@there.example' }]);
    await world.work();
    const report = await reportOf(world);
    expect(report).toContain(
      'Final-Recipient: rfc822; eve@there.example\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx0.there.example\r\nDiagnostic-Code: smtp; 550 5.1.1 who is that',
    );
    expect(report).not.toContain('bob@there.example\r\nAction');
    expect(sink.messages[0]?.recipients).toEqual(['<bob@there.example>']);
    expect(world.mail[0]?.event).toMatchObject({
      reversePath: { address: '' },
      client: { protocol: 'LOCAL' },
      recipients: [{ mailbox: world.alice.mailbox }],
    });
    await noJobs(world);
  });

  it('is not spoken of where the sender wants to hear nothing, RFC 3461 4.1', async () => {
    const sink = await sinkOf({ rcpt: '550 5.1.1 no' });
    const world = await worldOf([sink]);
    await world.submit([{ ...bob, dsn: { notify: ['never'] } }]);
    await world.submit([{ ...bob, dsn: { notify: ['success', 'delay'] } }]);
    await world.submit([bob], { reversePath: { address: '', smtpUtf8: false, body: '7BIT' } });
    await world.work();
    await noJobs(world);
    await world.submit([{ address: 'alice@here.example' }]);
    expect((await world.received(1)).map(({ event }) => event.reversePath.address)).toEqual(['alice@here.example']);
  });

  it('is tried again alone where the refusal is temporary', async () => {
    const sink = await sinkOf({ rcpt: (line) => (line.includes('eve') ? '451 4.7.1 greylisted' : undefined) });
    const world = await worldOf([sink]);
    await world.submit([bob, { address: 'eve@there.example' }]);
    await world.work();
    expect(sink.messages[0]?.recipients).toEqual(['<bob@there.example>']);
    sink.play({});
    expect(await world.work()).toBe(0);
    expect(await world.workNext()).toBe(1);
    expect(sink.messages[1]?.recipients).toEqual(['<eve@there.example>']);
    await noJobs(world);
    expect(world.mail).toEqual([]);
  });
});

describe('retries, RFC 5321 4.5.4.1', () => {
  it('come at growing waits for five days, then the sender gets the last answer', async () => {
    const sink = await sinkOf({ rcpt: '451 4.3.0 not today' });
    const retry = { ...defaultRetryOptions, firstRetry: hour, longestRetry: 24 * hour };
    const world = await worldOf([sink], { settings: { retry } });
    await world.submit([bob]);
    const begin = world.time;
    const waits: number[] = [];
    while ((await world.jobs.counts()).length > 0) {
      const before = world.time;
      await world.workNext();
      waits.push(world.time - before);
    }
    expect(waits.map((wait) => wait / hour)).toEqual([0, 1, 2, 4, 8, 16, 24, 24, 24, 17]);
    expect(world.time - begin).toBe(5 * 24 * hour);
    expect(await reportOf(world)).toContain(
      'Status: 5.3.0\r\nRemote-MTA: dns; mx0.there.example\r\nDiagnostic-Code: smtp; 451 4.3.0 not today',
    );
  });

  it('tell of a delay once, and only a sender who asked for it, RFC 3461 5.2.5', async () => {
    const sink = await sinkOf({ rcpt: '451 4.3.0 not today' });
    const world = await worldOf([sink]);
    await world.submit([{ ...bob, dsn: { notify: ['failure', 'delay'] } }]);
    await world.submit([{ address: 'eve@there.example' }]);
    const begin = world.time;
    while (world.time - begin < 8 * hour) await world.workNext();
    expect(await reportOf(world)).toContain(
      'Final-Recipient: rfc822; bob@there.example\r\nAction: delayed\r\nStatus: 4.3.0',
    );
    expect(world.mail).toHaveLength(1);
    expect(world.mail[0]?.content.toString()).toContain('Will-Retry-Until: Tue, 6 Jan 2026 00:00:00 +0000');
  });

  it('go on after a restart with what is left', async () => {
    const sink = await sinkOf({ content: '451 4.3.0 later' });
    const world = await worldOf([sink]);
    await world.submit([bob]);
    await world.work();
    const [job] = await world.claim().then(async () => {
      world.time += hour;
      return world.claim();
    });
    expect(stateOf(job).recipients[0]).toMatchObject({
      status: 'waiting',
      last: { result: 'deferred', status: '4.3.0', text: '451 4.3.0 later' },
    });
  });
});

describe('several hosts', () => {
  it('are tried in their order until one takes the message', async () => {
    const dead = { host: '127.0.0.3', port: 0 };
    const busy = await sinkOf({ greeting: '421 4.3.2 busy' }, { address: '127.0.0.2' });
    const good = await sinkOf({}, { port: busy.port });
    const world = await worldOf([{ ...dead, port: busy.port }, busy, good]);
    await world.submit([bob]);
    await world.work();
    expect(busy.sessions).toHaveLength(1);
    expect(good.messages).toHaveLength(1);
    await noJobs(world);
  });

  it('share the recipients where one takes some only', async () => {
    const first = await sinkOf(
      { rcpt: (line) => (line.includes('eve') ? '450 4.2.0 locked' : undefined) },
      { address: '127.0.0.2' },
    );
    const second = await sinkOf({}, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob, { address: 'eve@there.example' }]);
    await world.work();
    expect([first, second].map((sink) => sink.messages[0]?.recipients)).toEqual([
      ['<bob@there.example>'],
      ['<eve@there.example>'],
    ]);
    await noJobs(world);
  });

  it('that all refuse us for good send the message back, RFC 7504', async () => {
    const first = await sinkOf({ greeting: '554 5.7.1 you are listed' }, { address: '127.0.0.2' });
    const second = await sinkOf({ ehlo: '550 5.7.1 go away', helo: '550 5.7.1 go away' }, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob]);
    await world.work();
    expect(await reportOf(world)).toContain('Diagnostic-Code: smtp; 550 5.7.1 go away');
    await noJobs(world);
  });

  it('that refuse us in part are tried again', async () => {
    const first = await sinkOf({ greeting: '554 5.7.1 you are listed' }, { address: '127.0.0.2' });
    const second = await sinkOf({ greeting: '421 4.3.2 busy' }, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob]);
    await world.work();
    expect((await world.jobs.counts())[0]).toMatchObject({ waiting: 1 });
  });

  it('do not get a message whose fate at another one is unknown', async () => {
    const first = await sinkOf({ content: { drop: true } }, { address: '127.0.0.2' });
    const second = await sinkOf({}, { port: first.port });
    const world = await worldOf([first, second]);
    await world.submit([bob]);
    await world.work();
    expect(second.sessions).toEqual([]);
    first.play({});
    await world.workNext();
    expect(first.messages).toHaveLength(1);
  });
});

describe('a domain without a way', () => {
  it('sends the message back where it is not there or takes no mail', async () => {
    const world = await RelayWorld.open({ zone: { mx: { 'null.example': [[0, '.']] } } });
    worlds.push(world);
    await world.submit([{ address: 'a@gone.example' }]);
    await world.submit([{ address: 'a@null.example' }]);
    await world.work();
    const reports = (await world.received(2)).map(({ content }) => content.toString()).join('');
    expect(reports).toContain('Status: 5.1.2');
    expect(reports).toContain('Status: 5.1.10');
    expect(reports).toContain('Diagnostic-Code: x-postbus; ');
  });
});

describe('a message that the next hop cannot take as it is', () => {
  it.each<[string, string, SinkOptions, string]>([
    ['8-bit without 8BITMIME', 'Subject: x\r\n\r\ncaf\xe9\r\n', { extensions: ['SMTPUTF8'] }, '5.6.3'],
    ['a header in UTF-8 without SMTPUTF8', 'Subject: caf\xc3\xa9\r\n\r\nx\r\n', { extensions: ['8BITMIME'] }, '5.6.7'],
    ['larger than SIZE', simpleMail, { extensions: ['SIZE 10'] }, '5.3.4'],
    ['with a bare LF', 'Subject: x\r\n\r\na\n.\nb\r\n', {}, '5.6.0'],
    ['with a bare CR', 'Subject: x\r\n\r\na\r.\rb\r\n', {}, '5.6.0'],
  ])('%s goes back, and never goes out changed', async (_, content, options, status) => {
    const sink = await sinkOf({}, options);
    const world = await worldOf([sink]);
    await world.submit([bob], { content });
    await world.work();
    expect(await reportOf(world)).toContain(`Status: ${status}`);
    expect(sink.messages).toEqual([]);
    expect(sink.sessions.flatMap(({ commands }) => commands).join()).not.toContain('MAIL');
    await noJobs(world);
  });

  it('goes back for the recipient alone whose address needs SMTPUTF8', async () => {
    const sink = await sinkOf({}, { extensions: [] });
    const world = await worldOf([sink]);
    await world.submit([bob, { address: 'jürgen@there.example' }]);
    await world.work();
    const report = await reportOf(world);
    expect(report).toContain('message/global-delivery-status');
    expect(report).toContain('Final-Recipient: utf-8; jürgen@there.example\r\nAction: failed\r\nStatus: 5.6.7');
    expect(sink.messages[0]?.recipients).toEqual(['<bob@there.example>']);
  });
});

describe('a next hop without DSN, RFC 3461 5.2.2', () => {
  it('gets no parameters of it, and the sender who wants to hear of success hears of the relaying', async () => {
    const sink = await sinkOf({}, { extensions: ['PIPELINING'] });
    const world = await worldOf([sink]);
    await world.submit([
      { ...bob, dsn: { notify: ['success'], orcpt: 'rfc822;b@x' } },
      { address: 'eve@there.example' },
    ]);
    await world.work();
    expect(sink.messages[0]?.recipients).toEqual(['<bob@there.example>', '<eve@there.example>']);
    const report = await reportOf(world);
    expect(report).toContain(
      'Original-Recipient: rfc822; b@x\r\nFinal-Recipient: rfc822; bob@there.example\r\nAction: relayed\r\nStatus: 2.0.0',
    );
    expect(report).not.toContain('eve@there.example\r\n');
  });
});

describe('TLS by policy', () => {
  it('falls back to plain text where an opportunity fails', async () => {
    const sink = await sinkOf(
      { starttls: { reply: '220 go', close: true } },
      { tls: 'starttls', certificate: { key: '', cert: '' } },
    );
    const world = await worldOf([sink], { settings: { timeouts: { ...defaultSmtpTimeouts, connect: 2000 } } });
    await world.submit([bob]);
    await world.work();
    expect(sink.messages[0]?.session).toMatchObject({ tls: false, number: 2 });
  });

  it('keeps a message back where TLS is required and not to be had', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink], { routing: { tlsByDomain: { 'there.example': 'require' } } });
    await world.submit([bob]);
    await world.work();
    expect(sink.messages).toEqual([]);
    world.time += hour;
    const [job] = await world.claim();
    expect(stateOf(job).recipients[0]?.last).toMatchObject({ status: '4.7.10', result: 'deferred' });
  });
});

describe('a worker that does not come to its end', () => {
  it('leaves the job to another one after its lease, and can then submit nothing more', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink]);
    await world.submit([bob]);
    const [dropped] = await world.claim();
    expect(await world.work()).toBe(0);
    world.time += lease + 1;
    const [taken] = await world.claim();
    expect(taken).toMatchObject({ id: dropped?.id, attempts: 2 });
    await world.deliver.execute(dropped!, new AbortController().signal);
    expect(sink.sessions).toEqual([]);
    await world.deliver.execute(taken!, new AbortController().signal);
    expect(sink.messages).toHaveLength(1);
    await noJobs(world);
  });

  it('killed after the final dot sends twice rather than never', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink]);
    await world.submit([bob]);
    const renew = world.jobs.renew.bind(world.jobs);
    world.jobs.renew = async (...arguments_) => {
      if (sink.messages.length > 0) throw new PortError('unavailable', 'job-store', 'killed');
      return renew(...arguments_);
    };
    await world.work();
    expect(sink.messages).toHaveLength(1);
    world.jobs.renew = renew;
    world.time += lease + 1;
    await world.work();
    expect(sink.messages).toHaveLength(2);
    await noJobs(world);
  });

  it('killed between the answer and the report gets the report out, and submits nothing again', async () => {
    const sink = await sinkOf({ rcpt: '550 5.1.1 no' });
    const world = await worldOf([sink]);
    await world.submit([bob]);
    const [job] = await world.claim();
    const state = job?.state as DeliveryState;
    const last = {
      result: 'failed' as const,
      status: '5.1.1',
      text: '550 5.1.1 no',
      replied: true,
      dsnTaken: false,
      at: world.time,
    };
    await world.jobs.renew(
      job!,
      { ...state, recipients: [{ ...state.recipients[0]!, status: 'failed', last }] },
      lease,
    );
    world.time += lease + 1;
    await world.work();
    expect(sink.sessions).toEqual([]);
    expect(await reportOf(world)).toContain('Status: 5.1.1');
    await noJobs(world);
  });

  it('that reports twice uses the same id', async () => {
    const world = await worldOf([await sinkOf({ rcpt: '550 5.1.1 no' })]);
    const event = await world.submit([{ address: 'nobody@here.example' }]);
    await world.plan.execute({ data: event });
    const [first, second] = await world.received(2);
    expect(second?.event.id).toBe(first?.event.id);
  });

  it('stopped within a session gives the job back at once', async () => {
    const sink = await sinkOf({ mail: { hang: true } });
    const world = await worldOf([sink]);
    await world.submit([bob]);
    const abort = new AbortController();
    const working = world.work(abort.signal);
    await sink.commanded('MAIL');
    abort.abort();
    await working;
    sink.play({});
    expect(await world.work()).toBe(1);
    expect(sink.messages).toHaveLength(1);
  });

  it('whose lease is lost within a session cuts it', async () => {
    const sink = await sinkOf({ mail: { hang: true } });
    const world = await worldOf([sink], { settings: { lease: 150 } });
    await world.submit([bob]);
    const [job] = await world.claim();
    const working = world.deliver.execute(job!, new AbortController().signal);
    await sink.commanded('MAIL');
    world.time += lease + 1;
    expect(await world.claim()).toHaveLength(1);
    await working;
    expect((await world.jobs.counts())[0]).toMatchObject({ claimed: 1 });
  });
});

describe('reports that cannot be sent', () => {
  it('are tried again, without a new submission', async () => {
    const sink = await sinkOf({ rcpt: '550 5.1.1 no' });
    const world = await worldOf([sink]);
    await world.submit([bob]);
    const put = world.blobs.put.bind(world.blobs);
    world.blobs.put = () => Promise.reject(new Error('the disk is full'));
    await world.work();
    expect((await world.jobs.counts())[0]).toMatchObject({ waiting: 1 });
    world.blobs.put = put;
    await world.workNext();
    expect(await reportOf(world)).toContain('Status: 5.1.1');
    expect(sink.sessions).toHaveLength(1);
    await noJobs(world);
  });
});
