import { describe, expect, it } from 'vitest';
import { type KafkaBusOptions, busSettings } from './bus-options.ts';
import { type TopicDescription, differences, expectedTopic, maxRecordBytes } from './topic-config.ts';

const settings = (options: Partial<KafkaBusOptions> = {}) => busSettings({ brokers: ['kafka:9092'], ...options });
const changed = (topic: TopicDescription, config: Record<string, string>): TopicDescription => ({
  ...topic,
  config: { ...topic.config, ...config },
});

describe('a topic as it should be', () => {
  it('keeps what was acknowledged on two replicas for seven days', () => {
    expect(expectedTopic('mail.received.v1', settings())).toMatchObject({
      partitions: 64,
      replication: 3,
      config: {
        'cleanup.policy': 'delete',
        'min.insync.replicas': '2',
        'retention.ms': String(7 * 24 * 60 * 60 * 1000),
        'retention.bytes': '-1',
        'unclean.leader.election.enable': 'false',
      },
    });
  });

  it('has one partition for its dead letters, and room for what they tell', () => {
    const dlq = expectedTopic('mail.received.v1.dlq', settings());
    expect(dlq).toMatchObject({ partitions: 1, config: { 'retention.ms': String(14 * 24 * 60 * 60 * 1000) } });
    expect(Number(dlq.config['max.message.bytes'])).toBeGreaterThan(maxRecordBytes('mail.received.v1', settings()));
  });

  it('follows its own settings', () => {
    const own = { partitions: 3, retention: 1000, retentionBytes: 5000 };
    expect(expectedTopic('t', settings({ topics: { t: own } }))).toMatchObject({
      partitions: 3,
      config: { 'retention.ms': '1000', 'retention.bytes': '5000' },
    });
  });

  it('takes batches of a mebibyte where records are smaller', () => {
    const { config } = expectedTopic('t', settings({ maxRecordBytes: 1000 }));
    expect(Number(config['max.message.bytes'])).toBeGreaterThanOrEqual(2 ** 20);
  });
});

describe('a topic that is there', () => {
  const expected = expectedTopic('t', settings());

  it('may have more copies and take larger records', () => {
    const more = { 'min.insync.replicas': '3', 'max.message.bytes': String(2 ** 30) };
    expect(differences(expected, { ...changed(expected, more), replication: 5 })).toEqual([]);
  });

  it.each([
    ['min.insync.replicas', '1', true],
    ['unclean.leader.election.enable', 'true', true],
    ['cleanup.policy', 'compact', true],
    ['retention.ms', '1000', false],
    ['max.message.bytes', '1048588', false],
  ])('differs by its %s', (setting, found, risk) => {
    expect(differences(expected, changed(expected, { [setting]: found }))).toEqual([
      { setting, expected: expected.config[setting], found, risk },
    ]);
  });

  it('differs by its partitions, where more are wrong too', () => {
    expect(differences(expected, { ...expected, partitions: 65 })).toMatchObject([
      { setting: 'partitions', expected: '64', found: '65' },
    ]);
    expect(differences(expected, { ...expected, replication: 2 })).toMatchObject([
      { setting: 'replication', risk: true },
    ]);
  });
});
