/**
 * Which channels become spans. A row is all that a new channel needs.
 *
 * Code that has a span of its own publishes it by `diagnostics_channel.tracingChannel('postbus.<service>.<what>')`, with
 * a context that has a `traceparent` (of what caused it, or absent) and plain fields. Where telemetry is on, the context's
 * `traceparent` is set to the new span's before the traced function runs, so that what it passes on is below the span:
 * read it from the context inside the function. Where telemetry is off, it stays as it was.
 *
 * What has a beginning and an end known only afterwards is told once, on a plain channel.
 */
import { SpanKind } from '@opentelemetry/api';

interface SpanRow {
  /** `deliver to device`; `{field}` stands for a field of the message. */
  readonly name: string;
  readonly kind: SpanKind;
  /** Attribute: field. Names after OpenTelemetry's semantic conventions where they have one. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A row of a tracing channel. */
export interface TracedSpan extends SpanRow {
  readonly channel: string;
}

/** A row of a plain channel, told at the end. */
export interface ToldSpan extends SpanRow {
  readonly channel: string;
  /** Field with the traceparent of another span; the two are linked both ways. */
  readonly link?: string;
  /** Fields with the beginning, epoch milliseconds (a duration before the end unless told), and the duration, milliseconds; without them it is a moment. */
  readonly startedAt?: string;
  readonly duration?: string;
  /** Attributes that tell how many milliseconds ago the time of a field was. */
  readonly ages?: Readonly<Record<string, string>>;
}

export const tracedSpans: readonly TracedSpan[] = [
  {
    channel: 'postbus.ingest.message',
    name: 'accept message',
    kind: SpanKind.SERVER,
    attributes: {
      'network.protocol.name': 'protocol',
      'postbus.listener': 'listener',
      'postbus.message.id': 'id',
      'postbus.message.recipients': 'recipients',
    },
  },
  {
    channel: 'postbus.bus.process',
    name: 'process {topic}',
    kind: SpanKind.CONSUMER,
    attributes: {
      'messaging.destination.name': 'topic',
      'messaging.consumer.group.name': 'group',
      'messaging.message.id': 'event',
      'postbus.attempt': 'attempt',
    },
  },
  {
    channel: 'postbus.sync.command',
    name: '{command}',
    kind: SpanKind.SERVER,
    attributes: { 'postbus.command': 'command', 'http.response.status_code': 'status' },
  },
];

export const toldSpans: readonly ToldSpan[] = [
  {
    channel: 'postbus.sync.delivered-to-device',
    name: 'deliver to device',
    kind: SpanKind.PRODUCER,
    attributes: {},
    link: 'request',
    ages: { 'postbus.message.age': 'receivedAt' },
  },
  {
    channel: 'postbus.relay.attempted',
    name: 'attempt delivery',
    kind: SpanKind.CLIENT,
    startedAt: 'startedAt',
    duration: 'duration',
    attributes: {
      'server.address': 'domain',
      'postbus.attempt': 'attempt',
      'postbus.recipients.relayed': 'relayed',
      'postbus.recipients.failed': 'failed',
      'postbus.recipients.deferred': 'deferred',
    },
  },
  {
    channel: 'postbus.sms.submitted',
    name: 'submit to carrier',
    kind: SpanKind.CLIENT,
    duration: 'duration',
    attributes: { 'postbus.sms.channel': 'channel', 'postbus.sms.outcome': 'outcome' },
  },
  {
    channel: 'postbus.sms.changed',
    name: 'text message {state}',
    kind: SpanKind.INTERNAL,
    attributes: { 'postbus.sms.channel': 'channel', 'postbus.sms.code': 'code' },
  },
];
