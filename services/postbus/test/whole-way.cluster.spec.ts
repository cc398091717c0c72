/** The whole way of mail with each service in processes of its own: what people get, and what operators see of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { FolderType } from '@postbus/activesync';
import type { RecordedSpan } from '@postbus/platform';
import { type SmtpSink, startSmtpSink } from '@postbus/testing';
import { Phone } from '@postbus/testing/phone';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../src/cluster/otlp-receiver.ts';
import { PostbusCluster } from '../src/cluster/postbus-cluster.ts';
import { sendMessage } from '../src/demo/send-message.ts';
import { password } from './clients/place.ts';

const { KAFKA_BROKERS: kafkaBrokers, MONGO_URL: mongoUrl } = process.env;
const ann = 'ann@whole.example';
const bob = 'bob@whole.example';
const friend = 'friend@elsewhere.example';
const nobody = 'nobody@elsewhere.example';
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const patience = { timeout: 100_000, interval: 100 };
/** Milliseconds of a test where everything else runs beside it. */
const longest = 180_000;

function mime(from: string, to: string, subject: string): Buffer {
  return Buffer.from(
    `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nHello\r\n`,
  );
}

const noServers = kafkaBrokers === undefined || mongoUrl === undefined;

describe.skipIf(noServers)('each service in processes of its own', { timeout: longest }, () => {
  let cluster: PostbusCluster;
  let traces: OtlpReceiver;
  let sink: SmtpSink;
  const phones: Phone[] = [];

  beforeAll(async () => {
    traces = await startOtlpReceiver();
    sink = await startSmtpSink({ rcpt: (line) => (line.includes(nobody) ? '550 5.1.1 no such user' : undefined) });
    cluster = await PostbusCluster.start({
      kafkaBrokers: kafkaBrokers!,
      mongoUrl: mongoUrl!,
      processes: { sync: 2 },
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: traces.endpoint,
        OTEL_BSP_SCHEDULE_DELAY: '100',
        POSTBUS_RELAY_SMART_HOST_HOST: sink.host,
        POSTBUS_RELAY_SMART_HOST_PORT: String(sink.port),
        POSTBUS_RELAY_SMART_HOST_TLS: 'none',
      },
    });
    for (const address of [ann, bob]) await cluster.administration.addAccount({ address, password });
  }, 180_000);
  afterAll(async () => {
    for (const phone of phones) phone.close();
    await cluster?.close();
    await sink?.close();
    await traces?.close();
  });

  /** One that has its Inbox up to date. @param index which of the processes of sync it speaks to */
  async function phoneOf(user: string, index: number): Promise<{ readonly phone: Phone; readonly inbox: string }> {
    const origin = cluster.named('sync')[index]!.listening['http']!;
    const phone = new Phone({ origin, user, password, deviceId: `whole${phones.length}` });
    phones.push(phone);
    await phone.provision();
    await phone.folderSync();
    const inbox = phone.folderOf(FolderType.Inbox);
    await phone.syncAll(inbox);
    return { phone, inbox };
  }

  function send(subject: string): Promise<number> {
    const to = cluster.named('ingest')[0]!.listening['smtp']!;
    return sendMessage({ to, from: friend, recipients: [ann], mime: mime(friend, ann, subject) });
  }

  function subjects({ phone, inbox }: { readonly phone: Phone; readonly inbox: string }): (string | undefined)[] {
    return [...phone.collection(inbox).items.entries()].map(([, { Subject }]) => Subject);
  }

  /** The first span that `wanted` fits, once it has come. */
  function span(wanted: (one: RecordedSpan) => boolean): Promise<RecordedSpan> {
    return vi.waitFor(() => {
      const found = traces.spans().find(wanted);
      if (found === undefined) throw new Error('the span did not come');
      return found;
    }, patience);
  }

  it('wakes phones at every process of sync with mail that came by SMTP', async () => {
    const both = await Promise.all([phoneOf(ann, 0), phoneOf(ann, 1)]);
    const woken = Promise.all(both.map(({ phone, inbox }) => phone.ping([inbox], 60)));
    await send('for both phones');
    expect(await woken).toEqual(both.map(({ inbox }) => [inbox]));
    for (const one of both) {
      await one.phone.syncAll(one.inbox);
      expect(subjects(one)).toContain('for both phones');
    }
  });

  it('shows what one phone read on another, which is at another process', async () => {
    const [one, other] = [await phoneOf(ann, 0), await phoneOf(ann, 1)];
    const [id] = [...one.phone.collection(one.inbox).items.entries()][0]!;
    const told = other.phone.sync(other.inbox, { heartbeat: 60 });
    await one.phone.markRead(one.inbox, id, true);
    await told;
    expect(other.phone.collection(other.inbox).items.get(id)).toMatchObject({ Read: true });
  });

  it('gives what a phone sends to the other host, and to mailboxes here', async () => {
    const { phone } = await phoneOf(bob, 0);
    const receiver = await phoneOf(ann, 1);
    await phone.sendMail(mime(bob, `${ann}, ${friend}`, 'to here and there'));
    const [message] = await sink.received(1);
    expect(message?.recipients).toEqual([expect.stringContaining(friend)]);
    expect(message?.content.toString()).toContain('Subject: to here and there\r\n');
    await vi.waitFor(async () => {
      await receiver.phone.syncAll(receiver.inbox);
      expect(subjects(receiver)).toContain('to here and there');
    }, patience);
  });

  it('brings what the other host refused back to its sender, as a delivery status notification, RFC 3464', async () => {
    const sender = await phoneOf(bob, 1);
    const woken = sender.phone.ping([sender.inbox], 60);
    await sender.phone.sendMail(mime(bob, nobody, 'to nobody'));
    await woken;
    await sender.phone.syncAll(sender.inbox);
    const [id] = [...sender.phone.collection(sender.inbox).items.entries()].at(-1)!;
    const report = Buffer.from(await sender.phone.fetchMime(sender.inbox, id)).toString();
    expect(report).toMatch(/^Content-Type: multipart\/report;\s[^]*report-type="?delivery-status/im);
    expect(report).toMatch(new RegExp(`^Final-Recipient: rfc822; ?${nobody}\r$`, 'im'));
    expect(report).toMatch(/^Status: 5\.1\.1\r$/m);
  });

  it('tells the way of a message as one trace over the processes that it went through', async () => {
    const { phone, inbox } = await phoneOf(ann, 1);
    const earlier = new Set(traces.spans().map(({ spanId }) => spanId));
    const woken = phone.ping([inbox], 60);
    await send('followed');
    await woken;
    await phone.syncAll(inbox);
    const accepted = await span(({ name, spanId }) => name === 'accept message' && !earlier.has(spanId));
    const inTrace = (wanted: string) => span(({ name, traceId }) => name === wanted && traceId === accepted.traceId);
    const processed = await inTrace('process mail.received.v1');
    const delivered = await inTrace('deliver to device');
    expect(accepted).toMatchObject({ service: 'postbus-ingest', parentSpanId: undefined });
    expect(processed).toMatchObject({ service: 'postbus-conversion', parentSpanId: accepted.spanId });
    expect(delivered).toMatchObject({ service: 'postbus-sync', parentSpanId: processed.spanId });
    const request = await span(({ spanId }) => spanId === delivered.links[0]?.spanId);
    expect(request).toMatchObject({ service: 'postbus-sync', links: [{ spanId: delivered.spanId }] });
  });

  it('tells the way of mail to elsewhere as one trace, from the phone over conversion to the relay', async () => {
    const { phone } = await phoneOf(bob, 0);
    const earlier = new Set(traces.spans().map(({ spanId }) => spanId));
    await phone.sendMail(mime(bob, friend, 'followed to elsewhere'));
    const sent = await span(({ name, spanId }) => name === 'SendMail' && !earlier.has(spanId));
    const inTrace = (wanted: string) => span(({ name, traceId }) => name === wanted && traceId === sent.traceId);
    const routed = await inTrace('process mail.submitted.v1');
    const planned = await inTrace('process mail.outbound.v1');
    const attempted = await inTrace('attempt delivery');
    expect(routed).toMatchObject({ service: 'postbus-conversion', parentSpanId: sent.spanId });
    expect(planned).toMatchObject({ service: 'postbus-relay', parentSpanId: routed.spanId });
    expect(attempted).toMatchObject({ service: 'postbus-relay' });
  });

  it('leaves no content and no address in the traces', () => {
    const told = JSON.stringify(traces.spans());
    for (const secret of ['followed', ann, bob, friend, password]) expect(told).not.toContain(secret);
  });

  it('has each process tell that it is ready, and its own metrics', async () => {
    const did = {
      ingest: 'postbus_ingest_message_seconds_count',
      conversion: 'postbus_conversion_seconds_count',
      relay: 'postbus_relay_attempt_seconds_count',
      'sms-dispatch': 'postbus_sms_planned_total',
      sync: 'postbus_sync_command_seconds_count',
      admin: 'postbus_bus_lag_records',
    };
    for (const process of cluster.processes) {
      const { operations } = process.listening;
      const ready = await fetch(`${operations}/readyz`);
      expect([process.name, ready.status, await ready.json()]).toMatchObject([process.name, 200, { status: 'ready' }]);
      const metrics = await (await fetch(`${operations}/metrics`)).text();
      expect(metrics).toContain(did[process.name]);
      // Nobody writes text messages here, and the admin API has no work of its own.
      const isIdle = process.name === 'admin' || process.name === 'sms-dispatch';
      if (!isIdle) expect(await process.metric(did[process.name])).toBeGreaterThan(0);
    }
  });

  it('ends every process in good order when it is asked to', async () => {
    await cluster.stop();
    expect(cluster.processes.map(({ ownEnds }) => ownEnds)).toEqual(cluster.processes.map(() => []));
  });
});

describe.skipIf(noServers)('postbus demo --cluster', () => {
  it('goes well at every step, and exits 0', async () => {
    const { code, output } = await run([main, 'demo', '--cluster', '--json']);
    const steps = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly step: string; readonly ok: boolean });
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps.length).toBeGreaterThan(10);
    expect(code).toBe(0);
  }, 240_000);
});

/** A program of Node to its end. */
async function run(parameters: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
  return { code, output };
}
