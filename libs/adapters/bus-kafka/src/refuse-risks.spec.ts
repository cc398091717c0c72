import { describe, expect, it } from 'vitest';
import { type KafkaBusOptions, busSettings } from './bus-options.ts';
import { KafkaBusError } from './kafka-bus-error.ts';
import { openKafkaBus } from './kafka-bus.ts';
import { refuseRisks } from './refuse-risks.ts';

const refusal = (options: Partial<KafkaBusOptions>): KafkaBusError | undefined => {
  try {
    refuseRisks(busSettings({ brokers: ['kafka.example:9092'], ...options }));
    return undefined;
  } catch (error) {
    return error as KafkaBusError;
  }
};
const sasl = { mechanism: 'plain', username: 'postbus', password: 'secret' } as const;

describe('a bus over Kafka', () => {
  it('takes the defaults', () => {
    expect(refusal({})).toBeUndefined();
  });

  it.each([
    ['replication', { replication: 2, minInsyncReplicas: 1 }],
    ['replication', { replication: 1, minInsyncReplicas: 1 }],
    ['minInsyncReplicas', { minInsyncReplicas: 1 }],
  ])('refuses a %s that can lose records, outside development', (subject, options) => {
    expect(refusal(options)).toMatchObject({ code: 'risks-loss', subject, retryable: false });
    expect(refusal({ ...options, development: true })).toBeUndefined();
  });

  it.each([
    ['minInsyncReplicas', { minInsyncReplicas: 3 }],
    ['brokers', { brokers: [] }],
    ['partitions', { partitions: 0 }],
    ['prefix', { prefix: 'acme@' }],
    ['attempts', { attempts: Number.NaN }],
  ])('refuses a value of %s that no cluster can follow, in development too', (subject, options) => {
    expect(refusal({ ...options, development: true })).toMatchObject({ code: 'option-out-of-range', subject });
  });

  it('sends a password only over TLS or within the machine, outside development', () => {
    expect(refusal({ sasl })).toMatchObject({ code: 'password-in-plain-text', subject: 'kafka.example:9092' });
    expect(refusal({ sasl, brokers: ['127.0.0.1:9092', '10.0.0.7:9092'] })).toMatchObject({ subject: '10.0.0.7:9092' });
    expect(refusal({ sasl, brokers: ['127.evil.example:9092'] })).toMatchObject({ code: 'password-in-plain-text' });
    expect(refusal({ sasl, ssl: true })).toBeUndefined();
    expect(refusal({ sasl, development: true })).toBeUndefined();
    expect(refusal({ sasl, brokers: ['127.0.0.1:9092', '[::1]:9092', 'localhost:9092'] })).toBeUndefined();
  });

  it('refuses before it speaks to a broker', async () => {
    await expect(openKafkaBus({ brokers: ['127.0.0.1:1'], replication: 1 })).rejects.toBeInstanceOf(KafkaBusError);
  });
});
