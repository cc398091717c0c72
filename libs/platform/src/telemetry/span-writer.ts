/** Makes OpenTelemetry spans of messages. Attributes are ids, counts and codes: nothing of a message's content. */
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { formatTraceparent, parseTraceparent } from '@postbus/domain';
import { type Message, codeOf, fieldOf, filledIn, numberOf, textOf } from './fields.ts';
import type { ToldSpan, TracedSpan } from './span-table.ts';

/** A context of a tracing channel, as `node:diagnostics_channel` and the table's convention have it. */
type TracedContext = { traceparent?: string; error?: unknown; result?: unknown } & Record<string, unknown>;

export class SpanWriter {
  readonly #byContext = new WeakMap<object, Span>();
  /** By span id, those that have not ended, so that a later one can be linked with them. */
  readonly #open = new Map<string, Span>();

  constructor(private readonly tracer: Tracer) {}

  start(row: TracedSpan, context: TracedContext): void {
    const options = { kind: row.kind };
    const span = this.tracer.startSpan(filledIn(row.name, context), options, parentOf(context.traceparent));
    this.#byContext.set(context, span);
    this.#open.set(span.spanContext().spanId, span);
    context.traceparent = traceparentOf(span);
  }

  /** Of a traced function that went on after its return there is neither a result nor an error then. */
  returned(row: TracedSpan, context: TracedContext): void {
    if ('result' in context || 'error' in context) this.end(row, context);
  }

  end(row: TracedSpan, context: TracedContext): void {
    const span = this.#byContext.get(context);
    if (span === undefined) return;
    this.#byContext.delete(context);
    this.#open.delete(span.spanContext().spanId);
    span.setAttributes(attributesOf(row.attributes, context));
    if (context.error !== undefined) {
      span.setAttribute('error.type', codeOf(context.error));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }

  tell(row: ToldSpan, message: Message): void {
    const linked = contextOf(row.link === undefined ? undefined : textOf(message, row.link));
    const duration = row.duration === undefined ? undefined : numberOf(message, row.duration);
    const startedAt = row.startedAt === undefined ? beforeNow(duration) : numberOf(message, row.startedAt);
    const options = {
      kind: row.kind,
      attributes: { ...attributesOf(row.attributes, message), ...agesOf(row, message) },
      ...(linked !== undefined && { links: [{ context: linked }] }),
      ...(startedAt !== undefined && { startTime: startedAt }),
    };
    const span = this.tracer.startSpan(filledIn(row.name, message), options, parentOf(textOf(message, 'traceparent')));
    if (linked !== undefined) this.#open.get(linked.spanId)?.addLink({ context: span.spanContext() });
    span.end(startedAt === undefined || duration === undefined ? undefined : startedAt + duration);
  }
}

/** What is told at its end began a duration ago. */
function beforeNow(duration: number | undefined): number | undefined {
  return duration === undefined ? undefined : Date.now() - duration;
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
}

function contextOf(traceparent: string | undefined): SpanContext | undefined {
  const context = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  if (context === undefined) return undefined;
  const { traceId, spanId, sampled } = context;
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

function parentOf(traceparent: string | undefined): Context {
  const context = contextOf(traceparent);
  return context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, context);
}

function attributesOf(fields: Readonly<Record<string, string>>, message: Message): Attributes {
  const values = Object.entries(fields).map(([attribute, field]) => [attribute, fieldOf(message, field)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function agesOf({ ages = {} }: ToldSpan, message: Message): Attributes {
  const times = Object.entries(ages).map(([attribute, field]) => [attribute, numberOf(message, field)] as const);
  return Object.fromEntries(
    times.flatMap(([attribute, time]) => (time === undefined ? [] : [[attribute, Date.now() - time]])),
  );
}
