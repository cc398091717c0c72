/** From the bus's record to the handler's event. */
import { type Topic, fromRecord } from '@postbus/contracts';
import { newTraceparent } from '@postbus/domain';
import type { Delivery, ReceivedRecord, RecordHandler } from '@postbus/ports';
import { eventReceived, processSpan } from './channels.ts';
import type { Received } from './received.ts';

export type EventHandler<Data = unknown> = (event: Received<Data>) => Promise<void>;

/**
 * Handles the records of `topic` by `handler`.
 * A record that is no event of the topic fails with an {EventError}, which is the record's own fault: the bus sends it
 * to the dead letters.
 *
 * @param group of a shared subscription, whose handling is a span of the event's trace; absent for a broadcast one
 */
export function recordHandler(topic: Topic, handler: EventHandler, group?: string): RecordHandler {
  return async (record, delivery) => {
    const event = received(topic, record, delivery);
    if (event.attempt === 1) tellReceived(event, group);
    if (group === undefined) return handler(event);
    const context = {
      topic: topic.name,
      group,
      event: event.id,
      attempt: event.attempt,
      traceparent: event.traceparent,
    };
    return processSpan.tracePromise(() => handler({ ...event, traceparent: context.traceparent }), context);
  };
}

function tellReceived({ topic, publishedAt, happenedAt }: Received<unknown>, group: string | undefined): void {
  if (!eventReceived.hasSubscribers) return;
  eventReceived.publish({ topic, group, publishedAt, sending: Math.max(0, publishedAt - happenedAt) });
}

function received(topic: Topic, record: ReceivedRecord, { attempt, signal }: Delivery): Received<unknown> {
  const { id, source, time, data, traceparent } = fromRecord(topic, record);
  return {
    id,
    source,
    data,
    topic: topic.name,
    key: record.key,
    traceparent: traceparent ?? newTraceparent(),
    happenedAt: Date.parse(time),
    publishedAt: record.publishedAt,
    attempt,
    signal,
  };
}
