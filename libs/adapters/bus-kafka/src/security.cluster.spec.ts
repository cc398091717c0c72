/** TLS and logins, against a broker that asks for them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KafkaBusOptions } from './bus-options.ts';
import { type KafkaBus, openKafkaBus } from './kafka-bus.ts';
import { SecuredBroker, libs, login } from './secured-broker.fixture.ts';

const development = { development: true, replication: 1, minInsyncReplicas: 1, partitions: 2 };

describe.skipIf(libs === undefined)('a broker that asks for TLS and a login', () => {
  let broker: SecuredBroker;
  beforeAll(async () => {
    broker = await SecuredBroker.start();
  });
  afterAll(() => broker.stop());

  const withBus = async (options: KafkaBusOptions, use: (bus: KafkaBus) => Promise<void>): Promise<void> => {
    const bus = await openKafkaBus({ ...development, ...options });
    try {
      await use(bus);
    } finally {
      await bus.close();
    }
  };

  /** Publishes a record, and waits for it in a group and by broadcast. */
  async function roundTrip(bus: KafkaBus, topic: string): Promise<void> {
    const seen: string[] = [];
    await bus.subscribeShared(topic, { group: 'g' }, async ({ key }) => void seen.push(`shared ${key}`));
    await bus.subscribeBroadcast(topic, async ({ key }) => void seen.push(`broadcast ${key}`));
    await bus.publish([{ topic, key: 'secret', headers: {}, value: Uint8Array.of(1) }]);
    await expect.poll(() => seen.sort(), { timeout: 15_000 }).toEqual(['broadcast secret', 'shared secret']);
  }

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('gets the login by %s', async (mechanism) => {
    const options = { brokers: [broker.sasl], ssl: { ca: broker.ca }, sasl: { mechanism, ...login } };
    await withBus(options, (bus) => roundTrip(bus, `${mechanism}.v1`));
  });

  it('gets the certificate of the client', async () => {
    const options = { brokers: [broker.certified], ssl: { ca: broker.ca, ...broker.client } };
    await withBus(options, (bus) => roundTrip(bus, 'certified.v1'));
  });

  it('is not spoken to where its certificate is of an unknown authority', async () => {
    const sasl = { mechanism: 'plain', ...login } as const;
    const opened = openKafkaBus({ ...development, brokers: [broker.sasl], ssl: true, sasl });
    await expect(opened).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/certificate/) });
  });

  it.each(['plain', 'scram-sha-512'] as const)('refuses another password by %s, which is told', async (mechanism) => {
    const sasl = { mechanism, ...login, password: 'wrong' };
    const opened = openKafkaBus({ ...development, brokers: [broker.sasl], ssl: { ca: broker.ca }, sasl });
    await expect(opened).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/authentication/i),
    });
    await expect(opened).rejects.not.toMatchObject({ message: expect.stringContaining('wrong') });
  });

  it('refuses a client without a certificate', async () => {
    const opened = openKafkaBus({ ...development, brokers: [broker.certified], ssl: { ca: broker.ca } });
    await expect(opened).rejects.toMatchObject({ code: 'unavailable' });
  });
});
