/** Where the servers of the tier come from. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clusterServers } from './cluster-servers.ts';
import { kafkaContainerSettings } from './kafka-container.ts';
import { brokersThatAnswer } from './kafka-answers.ts';
import { mongoThatAnswers } from './mongo-answers.ts';
import { LocalKafka, startKafka } from './start-kafka.ts';

const { KAFKA_BROKERS: brokers, MONGO_URL: url, POSTBUS_KAFKA_LIBS: libs, POSTBUS_PYTHON: python } = process.env;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe.skipIf(brokers === undefined || url === undefined)('given servers', () => {
  it('are used as they are, named, and left running', async () => {
    const servers = await clusterServers();
    expect(servers).toMatchObject({ kafkaBrokers: brokers, mongoUrl: url });
    expect(servers.where).toMatch(/^Kafka at .*, \d brokers?, given; MongoDB \S+ \(wire \d+\) at mongodb:\S+, given$/);
    await servers.close();
    expect(await brokersThatAnswer(brokers!.split(','))).not.toEqual([]);
    expect(await mongoThatAnswers(url!)).toMatchObject({ isWritablePrimary: true });
  });
});

describe.skipIf(libs === undefined || python === undefined)('servers where none are given', () => {
  it('are started, and stopped with what asked for them', async () => {
    vi.stubEnv('KAFKA_BROKERS', undefined);
    vi.stubEnv('MONGO_URL', undefined);
    const servers = await clusterServers();
    expect(servers.kafkaBrokers).not.toBe(brokers);
    expect(await brokersThatAnswer(servers.kafkaBrokers.split(','))).toEqual([1]);
    const hello = await mongoThatAnswers(servers.mongoUrl);
    expect(hello).toMatchObject({ isWritablePrimary: true, setName: expect.any(String) as string });
    if (/SecantusDB/.test(servers.where)) expect(servers.where).toContain(`(MongoDB wire ${hello!.maxWireVersion})`);
    await servers.close();
    expect(await brokersThatAnswer(servers.kafkaBrokers.split(','))).toEqual([]);
    expect(await mongoThatAnswers(servers.mongoUrl, 200)).toBeUndefined();
  });

  it('are stopped where the other one cannot be had', async () => {
    vi.stubEnv('KAFKA_BROKERS', undefined);
    vi.stubEnv('MONGO_URL', 'mongodb://127.0.0.1:1/?directConnection=true');
    const close = vi.spyOn(LocalKafka.prototype, 'close');
    await expect(clusterServers()).rejects.toMatchObject({ code: 'does-not-answer' });
    expect(close).toHaveBeenCalledOnce();
  });

  it('take the settings that a container gets, as its image reads them', async () => {
    const asked = Object.entries(kafkaContainerSettings('127.0.0.1', 1))
      .map(([name, value]) => [name.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.'), value] as const)
      .filter(([name]) => !/listeners$|voters$|^log\.dirs$/.test(name));
    await using kafka = await startKafka({ properties: Object.fromEntries(asked) });
    expect(await kafka.isReady()).toBe(true);
    expect(asked.length).toBeGreaterThan(15);
  });
});
