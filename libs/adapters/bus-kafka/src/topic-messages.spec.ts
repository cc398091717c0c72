import type { RecordMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { type TopicMessages, eachPartition, requireAnswers } from './topic-messages.ts';

const message = (partition: number, key = 'k') => ({ key, partition, value: null });
const answer = (topicName: string, partition: number): RecordMetadata => ({ topicName, partition, errorCode: 0 });
const batch: readonly TopicMessages[] = [
  { topic: 'a', messages: [message(0), message(1), message(0)] },
  { topic: 'b', messages: [message(0)] },
];

describe('what was sent', () => {
  it('is kept when each partition was answered', () => {
    expect(() => requireAnswers(batch, [answer('a', 1), answer('b', 0), answer('a', 0)])).not.toThrow();
  });

  it.each([[[answer('a', 0), answer('b', 0)]], [[answer('a', 0), answer('a', 1)]], [[]]])(
    'is not kept when one was left out',
    (kept) => {
      expect(() => requireAnswers(batch, kept)).toThrow(/was not answered/);
    },
  );

  it('can be sent a partition at a time, in its order', () => {
    const messages = [message(1, 'a'), message(0, 'b'), message(1, 'c')];
    expect(eachPartition([{ topic: 't', messages }])).toEqual([
      { topic: 't', messages: [message(1, 'a'), message(1, 'c')] },
      { topic: 't', messages: [message(0, 'b')] },
    ]);
  });
});
