/** Traces kept in memory, for tests and the demo: plain values, so that nothing else imports OpenTelemetry. */
import { type HrTime, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { type Tracing, traceThrough } from './tracing.ts';

export interface RecordedSpan {
  /** `service.name` of the process that made it. */
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly failed: boolean;
}

export interface RecordedTraces extends Tracing {
  /** Those that have ended, in that order. */
  spans(): RecordedSpan[];
}

export function recordTraces(service = 'postbus', version = '0'): RecordedTraces {
  const exporter = new InMemorySpanExporter();
  const tracing = traceThrough(new SimpleSpanProcessor({ exporter }), { service, version });
  const spans = () => exporter.getFinishedSpans().map((span) => recorded(span, service));
  return { spans, stop: () => tracing.stop() };
}

function recorded(span: ReadableSpan, service: string): RecordedSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    service,
    name: span.name,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    start: milliseconds(span.startTime),
    end: milliseconds(span.endTime),
    attributes: span.attributes,
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    failed: span.status.code === SpanStatusCode.ERROR,
  };
}

function milliseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6;
}
