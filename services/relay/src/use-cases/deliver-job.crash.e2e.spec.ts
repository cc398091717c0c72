import { PortError } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { bob, noJobs, reportOf, sinkOf, worldOf } from '../../test/next-hops-of-test.ts';
import { lease } from '../../test/relay-world.ts';
import type { DeliveryState } from '../delivery/delivery-state.ts';

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
