/**
 * Events as records of a bus: CloudEvents 1.0 in the binary content mode of its Kafka binding, with W3C trace context.
 * Attributes are headers, the body is JSON; both ends check it by the topic's schema.
 */
import { utf8Bytes } from '@postbus/bytes';
import { parseTraceparent } from '@postbus/domain';
import { EventError } from './event-error.ts';
import type { Topic } from './topic.ts';

/** What a bus carries: it knows nothing of schemas. */
export interface BusRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

export interface EventMetadata {
  /** CloudEvents `id`: two records with the same id and source are the same event. */
  readonly id: string;
  /** CloudEvents `source`, a URI reference: `/ingest`. */
  readonly source: string;
  /** W3C traceparent of what caused the event. */
  readonly traceparent?: string;
}

export interface DecodedEvent<Data> extends EventMetadata {
  readonly data: Data;
  /** CloudEvents `time`, RFC 3339. */
  readonly time: string;
}

const typePrefix = 'org.postbus.';
const specVersion = '1.0';
const contentType = 'application/json; charset=utf-8';
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** CloudEvents `type` of a topic's events. */
export function eventType(topic: Pick<Topic, 'name'>): string {
  return typePrefix + topic.name;
}

/**
 * The record of an event.
 * @throws {EventError} `invalid-event` with the path of the first field that the schema refuses
 */
export function toRecord<Data>(topic: Topic<Data>, data: Data, metadata: EventMetadata, time: Date): BusRecord {
  const checked = check(topic, data);
  const headers: Record<string, string> = {
    ce_specversion: specVersion,
    ce_id: metadata.id,
    ce_source: metadata.source,
    ce_type: eventType(topic),
    ce_time: time.toISOString(),
    'content-type': contentType,
  };
  if (metadata.traceparent !== undefined) headers['traceparent'] = metadata.traceparent;
  return { topic: topic.name, key: topic.key(checked), headers, value: utf8Bytes(JSON.stringify(checked)) };
}

/**
 * The event of a record. A traceparent that is not one is ignored. CloudEvents Kafka binding 3.2
 * @throws {EventError} `unsupported-version`, `wrong-type`, `missing-attribute`, `not-json` or `invalid-event`
 */
export function fromRecord<Data>(topic: Topic<Data>, record: BusRecord): DecodedEvent<Data> {
  if (attribute(record, 'ce_specversion') !== specVersion) {
    throw new EventError('unsupported-version', record.topic, 'ce_specversion', `not CloudEvents ${specVersion}`);
  }
  if (attribute(record, 'ce_type') !== eventType(topic)) {
    throw new EventError('wrong-type', record.topic, 'ce_type', `not an event of ${topic.name}`);
  }
  const traceparent = record.headers['traceparent'];
  return {
    id: attribute(record, 'ce_id'),
    source: attribute(record, 'ce_source'),
    time: attribute(record, 'ce_time'),
    ...(traceparent !== undefined && parseTraceparent(traceparent) !== undefined && { traceparent }),
    data: check(topic, json(record)),
  };
}

function attribute(record: BusRecord, name: string): string {
  const value = record.headers[name];
  if (value === undefined) throw new EventError('missing-attribute', record.topic, name, 'the header is missing');
  return value;
}

function json(record: BusRecord): unknown {
  try {
    return JSON.parse(strictUtf8.decode(record.value));
  } catch {
    throw new EventError('not-json', record.topic, '', 'the body is not JSON');
  }
}

function check<Data>(topic: Topic<Data>, data: unknown): Data {
  const result = topic.schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new EventError(
    'invalid-event',
    topic.name,
    issue?.path.join('.') ?? '',
    issue?.message ?? 'the schema refuses it',
  );
}
