import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RelayWorld, simpleMail } from '../../test/relay-world.ts';
import type { DeliveryState } from '../delivery/delivery-state.ts';
import { relayQueue } from '../delivery/delivery-state.ts';

let world: RelayWorld;
beforeEach(async () => void (world = await RelayWorld.open()));
afterEach(() => world.close());

const waitingJobs = async () => (await world.jobs.counts()).find(({ queue }) => queue === relayQueue)?.due ?? 0;
const loop = (count: number) => 'Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000\r\n'.repeat(count) + simpleMail;

describe('mail for another domain', () => {
  it('becomes one job with a state for each recipient', async () => {
    const event = await world.submit([
      { address: 'bob@there.example', dsn: { notify: ['delay'], orcpt: 'rfc822;b@x' } },
      { address: 'eve@there.example' },
    ]);
    const [job, ...more] = await world.claim();
    expect(more).toEqual([]);
    expect(job).toMatchObject({
      dedupeKey: `${event.id}/there.example`,
      destination: 'there.example',
      user: world.alice.mailbox,
      blobs: [event.raw.sha256],
    });
    const state = job?.state as DeliveryState | undefined;
    expect(state?.recipients).toEqual([
      { address: 'bob@there.example', notify: ['delay'], orcpt: 'rfc822;b@x', status: 'waiting', reported: [] },
      { address: 'eve@there.example', status: 'waiting', reported: [] },
    ]);
  });

  it('becomes no second job when the event comes again, even after the job is over', async () => {
    const event = await world.submit([{ address: 'bob@there.example' }]);
    await world.plan.execute({ data: event });
    expect(await waitingJobs()).toBe(1);
    const [job] = await world.claim();
    await world.jobs.finish(job!, { end: 'done' });
    await world.plan.execute({ data: event });
    expect(await waitingJobs()).toBe(0);
  });

  it('becomes a job for each domain of one submission', async () => {
    const event = await world.submit([{ address: 'bob@there.example' }]);
    await world.plan.execute({
      data: { ...event, domain: 'elsewhere.example', recipients: [{ address: 'x@elsewhere.example' }] },
    });
    expect(await waitingJobs()).toBe(2);
  });

  it('keeps the trace', async () => {
    const event = await world.submit([{ address: 'a@here.example' }]);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await world.plan.execute({
      data: { ...event, domain: 'there.example', recipients: [{ address: 'x@there.example' }] },
      traceparent,
    });
    expect((await world.claim())[0]?.traceparent).toBe(traceparent);
  });

  it('fails for good where the message is gone', async () => {
    const raw = { sha256: 'ab'.repeat(32), size: 1 };
    await expect(world.submit([{ address: 'bob@there.example' }], { raw })).rejects.toMatchObject({
      code: 'no-such-blob',
      retryable: false,
    });
  });
});

describe('mail for a domain that is ours', () => {
  it('is received here at once, without a job', async () => {
    const event = await world.submit([{ address: 'AL@here.example', dsn: { notify: ['never'] } }]);
    const [mail] = await world.received(1);
    expect(mail?.event).toMatchObject({
      raw: event.raw,
      reversePath: event.reversePath,
      client: { protocol: 'LOCAL', helo: 'relay.here.example' },
      recipients: [{ mailbox: world.alice.mailbox, address: 'AL@here.example', dsn: { notify: ['never'] } }],
    });
    expect(await waitingJobs()).toBe(0);
  });

  it('is received under the same id when the event comes again', async () => {
    const event = await world.submit([{ address: 'alice@here.example' }]);
    await world.plan.execute({ data: event });
    const mail = await world.received(2);
    expect(new Set(mail.map((each) => each.event.id)).size).toBe(1);
  });

  it('reaches a mailbox once that several addresses name', async () => {
    await world.submit([{ address: 'alice@here.example' }, { address: 'al@here.example' }]);
    const [mail] = await world.received(1);
    expect(mail?.event.recipients).toHaveLength(1);
  });

  it('goes back to the sender for recipients that are not there', async () => {
    await world.submit([{ address: 'alice@here.example' }, { address: 'nobody@here.example' }]);
    const [mail, report] = await world.received(2);
    expect(mail?.event.recipients.map(({ address }) => address)).toEqual(['alice@here.example']);
    expect(report?.event).toMatchObject({
      reversePath: { address: '' },
      recipients: [{ mailbox: world.alice.mailbox, address: 'alice@here.example' }],
    });
    const text = report?.content.toString();
    expect(text).toContain('Final-Recipient: rfc822; nobody@here.example');
    expect(text).toContain('Status: 5.1.1');
  });

  it('goes back to nobody from the null reverse-path, RFC 5321 4.5.5', async () => {
    const reversePath = { address: '', smtpUtf8: false, body: '7BIT' as const };
    await world.submit([{ address: 'nobody@here.example' }], { reversePath });
    await world.submit([{ address: 'alice@here.example' }]);
    const [mail] = await world.received(1);
    expect(mail?.event.reversePath.address).toBe('alice@here.example');
  });
});

describe('loops, RFC 5321 6.3', () => {
  it('lets a message with 100 trace fields go on', async () => {
    await world.submit([{ address: 'bob@there.example' }], { content: loop(100) });
    expect(await waitingJobs()).toBe(1);
  });

  it('gives one with more back with 5.4.6', async () => {
    await world.submit([{ address: 'bob@there.example' }], { content: loop(101) });
    expect(await waitingJobs()).toBe(0);
    const [report] = await world.received(1);
    expect(report?.content.toString()).toContain('Status: 5.4.6');
  });

  it('stops one that goes round among our own domains too', async () => {
    await world.submit([{ address: 'alice@here.example' }], { content: loop(101) });
    const [report] = await world.received(1);
    expect(report?.event.reversePath.address).toBe('');
  });
});
