import { randomUUID } from 'node:crypto';
import { type MessageBusFixture, messageBusContract } from '@postbus/testing/contract';
import { describe } from 'vitest';
import { brokers, clusterOptions, deleteTopics, holdSockets } from './cluster.fixture.ts';
import { type KafkaBus, openKafkaBus } from './index.ts';

describe.skipIf(brokers === undefined)('over Kafka', () => {
  messageBusContract('bus-kafka', openFixture, { canStall: true, patience: 15_000 });
});

async function openFixture(): Promise<MessageBusFixture> {
  const single = Array.from({ length: 2 }, () => `single.${randomUUID()}.v1`);
  const topics = Object.fromEntries(single.map((topic) => [topic, { partitions: 1 }]));
  const options = { ...(await clusterOptions()), topics, firstRetryWait: 4, longestRetryWait: 40 };
  const opened: KafkaBus[] = [];
  const open = async (): Promise<KafkaBus> => {
    const bus = await openKafkaBus(options);
    opened.push(bus);
    return bus;
  };
  await open();
  return {
    get bus() {
      return opened.at(-1)!;
    },
    newTopic: async (wanted) => (wanted?.partitions === 1 ? single.pop()! : `topic.${randomUUID()}.v1`),
    crash: async () => opened.at(-1)!.abandon(),
    reopen: open,
    stall: holdSockets,
    dispose: async () => {
      for (const bus of opened) bus.abandon();
      await deleteTopics(options.prefix);
    },
  };
}
