import { channel, tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { newTraceparent, parseTraceparent } from '@postbus/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RecordedTraces, recordTraces } from './recorded-traces.ts';
import { tracedSpans, toldSpans } from './span-table.ts';
import { startTracing } from './tracing.ts';

interface MessageContext {
  traceparent?: string;
  listener: string;
  recipients: number;
  id: string;
}
const messageChannel = tracingChannel<unknown, MessageContext>('postbus.ingest.message');
const processChannel = tracingChannel<unknown, Record<string, unknown>>('postbus.bus.process');
const commandChannel = tracingChannel<unknown, { command: string; traceparent?: string }>('postbus.sync.command');
const delivered = channel('postbus.sync.delivered-to-device');

const message = (traceparent?: string): MessageContext => ({
  listener: 'smtp',
  recipients: 2,
  id: 'm1',
  ...(traceparent !== undefined && { traceparent }),
});

describe('spans of channels', () => {
  let traces: RecordedTraces;
  beforeEach(() => {
    traces = recordTraces();
  });
  afterEach(() => traces.stop());

  it('gives the traced function a traceparent below what caused it', async () => {
    const cause = newTraceparent();
    const context = message(cause);
    const inside = await messageChannel.tracePromise(async () => context.traceparent, context);
    const [span] = traces.spans();
    expect(span).toMatchObject({
      name: 'accept message',
      traceId: parseTraceparent(cause)?.traceId,
      parentSpanId: parseTraceparent(cause)?.spanId,
      failed: false,
      attributes: { 'postbus.listener': 'smtp', 'postbus.message.recipients': 2, 'postbus.message.id': 'm1' },
    });
    expect(parseTraceparent(inside ?? '')).toEqual({ traceId: span?.traceId, spanId: span?.spanId, sampled: true });
  });

  it('begins a trace where nothing is said to have caused it', async () => {
    await messageChannel.tracePromise(async () => {}, message());
    expect(traces.spans()).toMatchObject([{ name: 'accept message', parentSpanId: undefined }]);
  });

  it('ends with the promise, not with the return', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const running = messageChannel.tracePromise(() => promise, message());
    expect(traces.spans()).toEqual([]);
    resolve();
    await running;
    expect(traces.spans().length).toBe(1);
  });

  it('tells the code of an error, not its text', async () => {
    const failure = Object.assign(new Error('anna@example.org has no mailbox'), { code: 'no-such-mailbox' });
    await expect(messageChannel.tracePromise(() => Promise.reject(failure), message())).rejects.toBe(failure);
    expect(() =>
      messageChannel.traceSync(() => {
        throw failure;
      }, message()),
    ).toThrow('no mailbox');
    const spans = traces.spans();
    expect(spans).toMatchObject([
      { failed: true, attributes: { 'error.type': 'no-such-mailbox' } },
      { failed: true, attributes: { 'error.type': 'no-such-mailbox' } },
    ]);
    expect(JSON.stringify(spans)).not.toContain('anna');
  });

  it('ends a synchronous function with its return', () => {
    expect(messageChannel.traceSync(() => 5, message())).toBe(5);
    expect(traces.spans().length).toBe(1);
  });

  it('names a span by the fields of its message', async () => {
    await processChannel.tracePromise(async () => {}, { topic: 'mail.received.v1', group: 'conversion', attempt: 2 });
    expect(traces.spans()).toMatchObject([
      {
        name: 'process mail.received.v1',
        attributes: { 'messaging.destination.name': 'mail.received.v1', 'postbus.attempt': 2 },
      },
    ]);
  });

  it('writes `deliver to device` in the trace of the message, linked both ways with the request', async () => {
    const way = newTraceparent();
    const context: { command: string; traceparent?: string } = { command: 'Sync' };
    await commandChannel.tracePromise(async () => {
      delivered.publish({ traceparent: way, request: context.traceparent, receivedAt: Date.now() - 5000 });
    }, context);
    const [deliver, request] = traces.spans();
    expect(deliver).toMatchObject({ name: 'deliver to device', traceId: parseTraceparent(way)?.traceId });
    expect(request).toMatchObject({ name: 'Sync' });
    expect(deliver?.traceId).not.toBe(request?.traceId);
    expect(deliver?.links).toEqual([{ traceId: request?.traceId, spanId: request?.spanId }]);
    expect(request?.links).toEqual([{ traceId: deliver?.traceId, spanId: deliver?.spanId }]);
    expect(deliver?.attributes['postbus.message.age']).toBeGreaterThanOrEqual(5000);
  });

  it('gives a span told afterwards its own times', () => {
    const attempted = {
      traceparent: newTraceparent(),
      domain: 'example.org',
      startedAt: 1_700_000_000_000,
      duration: 1500,
    };
    channel('postbus.relay.attempted').publish(attempted);
    expect(traces.spans()).toMatchObject([
      { name: 'attempt delivery', start: 1_700_000_000_000, end: 1_700_000_001_500 },
    ]);
  });

  it('lets a span told at its end begin a duration ago where nothing says when', () => {
    channel('postbus.sms.submitted').publish({ channel: 'one', outcome: 'accepted', duration: 250 });
    const [span] = traces.spans();
    expect(span).toMatchObject({ name: 'submit to carrier' });
    expect(span!.end - span!.start).toBe(250);
  });

  it('costs nothing and changes nothing once stopped', async () => {
    await traces.stop();
    const context = message('as it was');
    await messageChannel.tracePromise(async () => {}, context);
    expect(context.traceparent).toBe('as it was');
    expect(messageChannel.hasSubscribers).toBe(false);
  });
});

describe('export by OTLP', () => {
  it('is off where no endpoint is set', () => {
    expect(startTracing({ service: 'postbus', version: '1' }, {})).toBeUndefined();
  });

  it('sends the spans of a service over HTTP when it stops', async () => {
    const bodies: unknown[] = [];
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      bodies.push({ path: request.url, body: await json(request) });
      response.setHeader('content-type', 'application/json').end('{}');
    };
    const collector = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    const tracing = startTracing({ service: 'postbus-ingest', version: '1.2.3' }, process.env);
    const cause = newTraceparent();
    await messageChannel.tracePromise(async () => {}, message(cause));
    await tracing?.stop();
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    collector.close();
    const text = JSON.stringify(bodies);
    expect(bodies).toMatchObject([{ path: '/v1/traces' }]);
    expect(text).toContain('"stringValue":"postbus-ingest"');
    expect(text).toContain(`"traceId":"${parseTraceparent(cause)?.traceId}"`);
    expect(text).toContain('"name":"accept message"');
  });

  it('keeps the part of the traces that it is told to', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:9';
    const tracing = startTracing({ service: 'postbus', version: '1', ratio: 0 }, process.env);
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    const context = message(newTraceparent());
    const before = context.traceparent ?? '';
    await messageChannel.tracePromise(async () => {}, context);
    expect(parseTraceparent(context.traceparent ?? '')).toMatchObject({
      traceId: parseTraceparent(before)?.traceId,
      sampled: false,
    });
    await tracing?.stop();
  });
});

it('has each channel once in the table', () => {
  const names = [...tracedSpans, ...toldSpans].map((row) => row.channel);
  expect(new Set(names).size).toBe(names.length);
});
