/** The AsyncAPI 3 document of all topics: channels, messages with their CloudEvents headers, who sends and who receives. */
import { eventType } from './cloud-event.ts';
import { payloadSchemaOf } from './json-schema.ts';
import type { AnyTopic, ServiceName } from './topic.ts';

export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: object;
  readonly defaultContentType: string;
  readonly channels: Record<string, object>;
  readonly operations: Record<string, object>;
  readonly components: { readonly messages: Record<string, object> };
}

const kafkaBinding = '0.5.0';

/**
 * @param topics by the name of their declaration, which names channel and message: `mailReceived`
 * @param version of Postbus
 */
export function asyncApiOf(topics: Readonly<Record<string, AnyTopic>>, version: string): AsyncApiDocument {
  const entries = Object.entries(topics);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Postbus',
      version,
      description:
        'Mail and text messages as events: CloudEvents 1.0 in binary mode, W3C trace context, bodies in JSON.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json; charset=utf-8',
    channels: Object.fromEntries(entries.map(([name, topic]) => [name, channelOf(name, topic)])),
    operations: Object.fromEntries(entries.flatMap(([name, topic]) => operationsOf(name, topic))),
    components: { messages: Object.fromEntries(entries.map(([name, topic]) => [name, messageOf(topic)])) },
  };
}

function channelOf(name: string, topic: AnyTopic): object {
  return {
    address: topic.name,
    description: topic.description,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    bindings: { kafka: { topic: topic.name, bindingVersion: kafkaBinding } },
  };
}

function operationsOf(name: string, topic: AnyTopic): [string, object][] {
  const { writtenBy, readBy, reading } = topic.flow;
  return [
    ...writtenBy.map((service) => operation(service, 'send', name)),
    ...readBy.map((service) => operation(service, 'receive', name, reading)),
  ];
}

function operation(
  service: ServiceName,
  action: 'send' | 'receive',
  name: string,
  reading?: 'shared' | 'broadcast',
): [string, object] {
  return [
    `${service}.${action}.${name}`,
    {
      action,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
      tags: [{ name: service }],
      ...(reading !== undefined && { description: readings[reading] }),
      ...(reading === 'shared' && {
        bindings: { kafka: { groupId: { type: 'string', enum: [service] }, bindingVersion: kafkaBinding } },
      }),
    },
  ];
}

const readings = {
  shared: 'Each event once for the group, at least; the group shares the partitions.',
  broadcast: 'Each process reads all events from now on, without offsets.',
} as const;

function messageOf(topic: AnyTopic): object {
  return {
    name: eventType(topic),
    title: topic.name,
    summary: topic.description,
    contentType: 'application/json; charset=utf-8',
    headers: headersOf(topic),
    payload: payloadSchemaOf(topic),
    bindings: {
      kafka: {
        key: { type: 'string', description: 'Orders events: those of one key are handled one after another' },
        bindingVersion: kafkaBinding,
      },
    },
  };
}

/** CloudEvents Kafka binding 3.2.3; W3C Trace Context 3.2 */
function headersOf(topic: AnyTopic): object {
  return {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'content-type'],
    properties: {
      ce_specversion: { type: 'string', const: '1.0' },
      ce_id: { type: 'string', minLength: 1, description: 'Two events with the same id and source are the same event' },
      ce_source: { type: 'string', format: 'uri-reference', minLength: 1 },
      ce_type: { type: 'string', const: eventType(topic) },
      ce_time: { type: 'string', format: 'date-time' },
      'content-type': { type: 'string', const: 'application/json; charset=utf-8' },
      traceparent: { type: 'string', description: 'Of what caused the event' },
    },
  };
}
