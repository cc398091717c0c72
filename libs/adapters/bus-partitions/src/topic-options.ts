/** Settings of one topic, and what holds for a topic that says nothing else. Times are milliseconds. */

export interface TopicOptions {
  /** Fixed when the topic is made. */
  readonly partitions?: number;
  /** How long records are kept, committed or not. */
  readonly retention?: number;
  /** Bytes of the newest records kept in each partition; what is older goes. */
  readonly retentionBytes?: number;
}

export interface TopicSettings {
  /** By topic name. */
  readonly topics: Readonly<Record<string, TopicOptions>>;
  readonly partitions: number;
  readonly retention: number;
  readonly deadLetterRetention: number;
}

export const deadLetterSuffix = '.dlq';

/** Dead letters have one partition, so that their offsets name them in the order of failing. */
export function partitionsOf(settings: TopicSettings, topic: string): number {
  if (topic.endsWith(deadLetterSuffix)) return 1;
  return settings.topics[topic]?.partitions ?? settings.partitions;
}

export function retentionOf(settings: TopicSettings, topic: string): { readonly age: number; readonly bytes: number } {
  const own = settings.topics[topic];
  const usual = topic.endsWith(deadLetterSuffix) ? settings.deadLetterRetention : settings.retention;
  return { age: own?.retention ?? usual, bytes: own?.retentionBytes ?? Number.POSITIVE_INFINITY };
}
