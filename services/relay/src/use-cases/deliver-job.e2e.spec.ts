import { describe, expect, it } from 'vitest';
import { bob, noJobs, reportOf, sinkOf, stateOf, worldOf } from '../../test/next-hops-of-test.ts';
import { hour } from '../../test/relay-world.ts';
import type { DeliveryState } from '../delivery/delivery-state.ts';
import { defaultRetryOptions } from '../delivery/retry-schedule.ts';

describe('a delivery', () => {
  it('sends the message byte for byte and is over', async () => {
    const sink = await sinkOf();
    const world = await worldOf([sink]);
    const content = [
      'Subject: x\r\nX-Odd:  kept   as is \r\n\r\n.dot\r\n..\r\n.\r\n\r\n  \r\n\tblanks \t \r\nFrom here on\r\n>From\r\n',
      `NUL \0, 8-bit \xe9\xff\r\n${'.'.repeat(998)}\r\n.\r\nno end`,
    ].join('');
    await world.submit([bob], { content });
    expect(await world.work()).toBe(1);
    expect(sink.messages[0]?.content.toString('latin1')).toBe(`${content}\r\n`);
    expect(sink.messages[0]?.mail).toContain(' BODY=8BITMIME');
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
