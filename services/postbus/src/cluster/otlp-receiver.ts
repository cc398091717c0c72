/**
 * A receiver of spans by OTLP over HTTP in JSON, in this process: what an OpenTelemetry collector gets, as plain values.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { RecordedSpan } from '@postbus/platform';

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** Those received so far. */
  spans(): RecordedSpan[];
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}

interface ExportTraceServiceRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

/** STATUS_CODE_ERROR */
const errorStatus = 2;

/** On a free port of loopback. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received: RecordedSpan[] = [];
  const server = createServer((request, response) => {
    receive(request, response, received).catch(() => response.writeHead(400).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => [...received],
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function receive(request: IncomingMessage, response: ServerResponse, received: RecordedSpan[]): Promise<void> {
  if (request.url !== '/v1/traces') {
    response.writeHead(404).end();
    return;
  }
  received.push(...spansOf((await json(request)) as ExportTraceServiceRequest));
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

function spansOf({ resourceSpans = [] }: ExportTraceServiceRequest): RecordedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const name = valuesOf(resource?.attributes)['service.name'];
    const service = typeof name === 'string' ? name : '';
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => receivedSpan(span, service)));
  });
}

function receivedSpan(span: OtlpSpan, service: string): RecordedSpan {
  const { name, traceId, spanId, parentSpanId, attributes, links = [], status } = span;
  return {
    service,
    name,
    traceId,
    spanId,
    parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
    start: milliseconds(span.startTimeUnixNano),
    end: milliseconds(span.endTimeUnixNano),
    attributes: valuesOf(attributes),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    failed: status?.code === errorStatus,
  };
}

function valuesOf(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}
