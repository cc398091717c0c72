import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { fromMessage, recordBytes, toMessage } from './record-format.ts';

const received = (message: Partial<KafkaMessage>): KafkaMessage =>
  ({ key: null, value: null, timestamp: '1700000000000', attributes: 0, offset: '7', ...message }) as KafkaMessage;

describe('records in Kafka', () => {
  it('carry the time of their publishing in whole milliseconds', () => {
    const record = { topic: 't', key: 'k', headers: { a: 'ä' }, value: Uint8Array.of(1) };
    expect(toMessage(record, 3, 1700000000000.6)).toMatchObject({ partition: 3, timestamp: '1700000000001', key: 'k' });
  });

  it('may come from others without key, value or headers', () => {
    expect(fromMessage(received({}), 't', 3)).toEqual({
      topic: 't',
      partition: 3,
      offset: 7,
      publishedAt: 1700000000000,
      key: '',
      headers: {},
      value: new Uint8Array(),
    });
  });

  it('may come from others with a header twice, of which the last counts, or none', () => {
    const headers = { twice: [Buffer.from('1'), Buffer.from('2')], none: undefined, one: Buffer.from('wért') };
    expect(fromMessage(received({ headers }), 't', 0).headers).toEqual({ twice: '2', none: '', one: 'wért' });
  });

  it('do not keep the answer of the broker in memory', () => {
    const answer = Buffer.alloc(1_000_000, 7);
    const { value } = fromMessage(received({ value: answer.subarray(10, 12) }), 't', 0);
    expect([...value]).toEqual([7, 7]);
    expect(value.buffer.byteLength).toBe(2);
  });

  it('are counted with what a batch adds to them', () => {
    const record = { topic: 't', key: 'ä', headers: { a: 'ä' }, value: new Uint8Array(100) };
    expect(recordBytes(record)).toBeGreaterThan(100 + 2 + 1 + 2);
  });
});
