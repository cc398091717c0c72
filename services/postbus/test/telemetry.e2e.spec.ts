/** What an operator sees of one message: its trace from SMTP to the device, and the metrics. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedSpan } from '@postbus/platform';
import { type DemoWorld, openDemoWorld } from '../src/demo/demo-world.ts';
import { sendMessage } from '../src/demo/send-message.ts';

const mime = Buffer.from(
  'From: bob@example.com\r\nTo: ann@example.org\r\nSubject: a confidential subject\r\nDate: Fri, 2 Jan 2026 03:04:00 +0000\r\n\r\nHello\r\n',
);

let world: DemoWorld;
beforeAll(async () => {
  world = await openDemoWorld('0');
  await world.administration.addAccount({ address: 'ann@example.org', password: world.password });
});
afterAll(() => world.close(false));

/** The first span that `wanted` fits, once it has ended. */
async function span(wanted: (one: RecordedSpan) => boolean): Promise<RecordedSpan> {
  for (let turns = 0; turns < 2000; turns++) {
    const found = world.traces.spans().find(wanted);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the span did not come');
}

describe('one message', () => {
  it('has one trace from SMTP over the bus to the device, linked both ways with the request that took it', async () => {
    const phone = world.phone('ann@example.org', 'tracephone');
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(2);
    await phone.syncAll(inbox);
    const woken = phone.ping([inbox], 60);
    await sendMessage({ to: world.listening['smtp']!, from: 'bob@example.com', recipients: ['ann@example.org'], mime });
    await woken;
    await phone.syncAll(inbox);

    const accepted = await span(({ name }) => name === 'accept message');
    const processed = await span(({ name }) => name === 'process mail.received.v1');
    const delivered = await span(({ name }) => name === 'deliver to device');
    expect(processed).toMatchObject({ traceId: accepted.traceId, parentSpanId: accepted.spanId });
    expect(delivered).toMatchObject({ traceId: accepted.traceId, parentSpanId: processed.spanId });
    const request = await span(({ spanId }) => spanId === delivered.links[0]?.spanId);
    expect(request).toMatchObject({ name: 'Sync', links: [{ traceId: delivered.traceId, spanId: delivered.spanId }] });
    expect(request.traceId).not.toBe(delivered.traceId);
  });

  it('leaves no content and no address in its spans', () => {
    const told = JSON.stringify(world.traces.spans());
    expect(told).not.toContain('confidential');
    expect(told).not.toContain('example.org');
  });

  it('counts in the metrics, which name no mailbox', async () => {
    const metrics = await (await fetch(`${world.listening['operations']}/metrics`)).text();
    expect(metrics).toMatch(/^postbus_bus_handle_seconds_count\{[^}]*topic="mail\.received\.v1"[^}]*\} [1-9]/m);
    expect(metrics).not.toContain('ann@');
  });

  it('is told by health that all is ready', async () => {
    expect(await (await fetch(`${world.listening['operations']}/readyz`)).json()).toMatchObject({ status: 'ready' });
  });
});
