/** What is sent to a topic, and whether all of it was answered. */
import kafkajs, { type Message, type RecordMetadata } from 'kafkajs';

export interface TopicMessages {
  /** As the cluster calls it. */
  readonly topic: string;
  /** Each with its partition. */
  readonly messages: Message[];
}

/**
 * kafkajs leaves out a partition that it knows no leader of, or whose leader moved to a broker that had answered, and
 * takes the batch for kept.
 * @throws {KafkaJSError} where a partition was not answered
 */
export function requireAnswers(batch: readonly TopicMessages[], kept: readonly RecordMetadata[]): void {
  const answered = new Set(kept.map(({ topicName, partition }) => `${topicName} ${partition}`));
  for (const { topic, messages } of batch) {
    for (const { partition } of messages) {
      if (answered.has(`${topic} ${partition}`)) continue;
      throw new kafkajs.KafkaJSError(`partition ${partition} of ${topic} was not answered`);
    }
  }
}

/** The same, a partition at a time. */
export function eachPartition(batch: readonly TopicMessages[]): TopicMessages[] {
  return batch.flatMap(({ topic, messages }) => {
    const byPartition = Map.groupBy(messages, ({ partition }) => partition);
    return [...byPartition.values()].map((own) => ({ topic, messages: own }));
  });
}
