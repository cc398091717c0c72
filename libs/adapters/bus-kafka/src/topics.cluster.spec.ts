/** Topics as the bus makes and checks them, looked at with an admin client of kafkajs' own. */
import { utf8Bytes } from '@postbus/bytes';
import kafkajs from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWorld, brokers, topicsWith, withAdmin } from './cluster.fixture.ts';

async function described(name: string): Promise<Record<string, string>> {
  const { resources } = await withAdmin((admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name }],
    }),
  );
  return Object.fromEntries(
    resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
  );
}

const partitionsOf = async (topic: string): Promise<number> => {
  const { topics } = await withAdmin((admin) => admin.fetchTopicMetadata({ topics: [topic] }));
  return topics[0]!.partitions.length;
};

async function createTopic(topic: string, config: Readonly<Record<string, string>>, numPartitions = 4): Promise<void> {
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] }));
}

describe.skipIf(brokers === undefined)('topics in Kafka', () => {
  let world: ClusterWorld;
  beforeEach(async () => {
    world = await ClusterWorld.open();
  });
  afterEach(() => world.dispose());

  it('are made at the start as the settings say', async () => {
    const topics = { 'orders.v1': { partitions: 3, retention: 3_600_000, retentionBytes: 1_000_000 } };
    await world.bus({ topics, maxRecordBytes: 2 ** 21 });
    const name = `${world.options.prefix}orders.v1`;
    expect(await partitionsOf(name)).toBe(3);
    expect(await described(name)).toMatchObject({
      'cleanup.policy': 'delete',
      'min.insync.replicas': '1',
      'retention.bytes': '1000000',
      'retention.ms': '3600000',
      'unclean.leader.election.enable': 'false',
    });
    expect(Number((await described(name))['max.message.bytes'])).toBeGreaterThan(2 ** 21);
  });

  it('are made at their first use where the settings do not name them, those of dead letters with one partition', async () => {
    const bus = await world.bus();
    const record = { key: 'k', headers: {}, value: utf8Bytes('1') };
    await bus.publish([
      { topic: 'first.v1', ...record },
      { topic: 'first.v1.dlq', ...record },
    ]);
    expect(await partitionsOf(`${world.options.prefix}first.v1`)).toBe(4);
    expect(await partitionsOf(`${world.options.prefix}first.v1.dlq`)).toBe(1);
  });

  it('may be made by two processes at once', async () => {
    const topics = { 'both.v1': {} };
    await Promise.all([world.bus({ topics }), world.bus({ topics })]);
    expect(await withAdmin((admin) => topicsWith(admin, world.options.prefix))).toHaveLength(1);
  });

  it('with another number of partitions are refused by name, and told with what was expected', async () => {
    await world.bus({ topics: { 'orders.v1': { partitions: 3 } } });
    await expect(world.bus({ topics: { 'orders.v1': { partitions: 5 } } })).rejects.toMatchObject({
      code: 'topic-differs',
      subject: `${world.options.prefix}orders.v1`,
      message: expect.stringContaining('partitions is 3, expected 5'),
      retryable: false,
    });
  });

  it('with another retention are refused at their first use too', async () => {
    const bus = await world.bus();
    await createTopic(`${world.options.prefix}short.v1`, { 'retention.ms': '1000' });
    const published = bus.publish([{ topic: 'short.v1', key: 'k', headers: {}, value: utf8Bytes('1') }]);
    await expect(published).rejects.toMatchObject({
      code: 'topic-differs',
      message: expect.stringContaining('retention.ms is 1000, expected 604800000'),
    });
    await expect(bus.subscribeShared('short.v1', { group: 'g' }, async () => undefined)).rejects.toMatchObject({
      code: 'topic-differs',
    });
  });

  it('that can lose records are refused outside development', async () => {
    const config = { 'unclean.leader.election.enable': 'true', 'retention.ms': '604800000' };
    await createTopic(`${world.options.prefix}risky.v1`, config);
    const production = { development: false, replication: 3, minInsyncReplicas: 2 };
    await expect(world.bus({ ...production, topics: { 'risky.v1': {} } })).rejects.toMatchObject({
      code: 'risks-loss',
      message: expect.stringMatching(/replication is 1, expected 3.*unclean\.leader\.election\.enable is true/),
    });
  });

  it('cannot be opened where no broker answers', async () => {
    await expect(world.bus({ brokers: ['127.0.0.1:1'] })).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });
});
