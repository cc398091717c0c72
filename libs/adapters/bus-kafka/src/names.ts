/** What topics, groups and transactions of the bus are called in the cluster. */
import { deadLetterSuffix } from '@postbus/bus-partitions';

/** No topic's name can contain it, so that a group's name can. */
const separator = '@';

export class Names {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  topic(topic: string): string {
    return this.#prefix + topic;
  }

  /** The name through the port. */
  fromTopic(name: string): string {
    return name.slice(this.#prefix.length);
  }

  deadLetters(topic: string): string {
    return this.topic(topic + deadLetterSuffix);
  }

  /** A group of Kafka reads one topic, so that subscriptions of one group do not rebalance each other. */
  group(group: string, topic: string): string {
    return `${this.#prefix}${group}${separator}${this.topic(topic)}`;
  }

  /** The group and the topic, or undefined for a group that is not this bus'. */
  fromGroup(name: string): { readonly group: string; readonly topic: string } | undefined {
    const at = name.lastIndexOf(separator);
    const topic = name.slice(at + 1);
    if (at < 0 || !name.startsWith(this.#prefix) || !topic.startsWith(this.#prefix)) return undefined;
    return { group: name.slice(this.#prefix.length, at), topic: this.fromTopic(topic) };
  }

  /** One process at a time puts back dead letters of a topic: a second one fences the first. */
  redriveTransaction(topic: string): string {
    return `${this.#prefix}redrive${separator}${topic}`;
  }
}
