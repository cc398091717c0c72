/** The topics of the bus: made where they are missing, and checked, before the first record goes in or out. */
import kafkajs, { type Admin, type DescribeConfigResponse } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import { KafkaBusError } from './kafka-bus-error.ts';
import { protocolError } from './kafka-fault.ts';
import type { Names } from './names.ts';
import { type TopicDescription, differences, expectedTopic } from './topic-config.ts';
import { tryAgain } from './try-again.ts';

const createTimeout = 10_000;
/** Milliseconds that a topic just made may take to be known to every broker. */
const patience = 5_000;

export class Topics {
  readonly #admin: Admin;
  readonly #names: Names;
  readonly #settings: BusSettings;
  /** Partitions of the topics that were checked. */
  readonly #partitions = new Map<string, number>();
  readonly #checks = new Map<string, Promise<number>>();

  constructor(admin: Admin, names: Names, settings: BusSettings) {
    this.#admin = admin;
    this.#names = names;
    this.#settings = settings;
  }

  /** The partitions of a topic that was opened before. */
  partitions(topic: string): number | undefined {
    return this.#partitions.get(topic);
  }

  /** It is looked at again before its next use. */
  forget(topic: string): void {
    this.#partitions.delete(topic);
  }

  /**
   * Makes sure that the topic is there and as it should be.
   * @returns how many partitions it has
   * @throws {KafkaBusError} `topic-differs`, `risks-loss`
   * @throws {PortError} `unavailable`
   */
  open(topic: string): Promise<number> {
    let check = this.#checks.get(topic);
    if (check === undefined) {
      check = this.#open(topic).finally(() => this.#checks.delete(topic));
      this.#checks.set(topic, check);
    }
    return check;
  }

  /** Looks at a topic that is not made where it is missing: undefined then. @throws as `open` */
  find(topic: string): Promise<number | undefined> {
    const work = async () => {
      const found = await this.#describe(topic);
      return found && this.#check(topic, found);
    };
    return tryAgain(work, { doing: `topic ${topic} cannot be looked at`, within: patience });
  }

  async #open(topic: string): Promise<number> {
    const known = this.#partitions.get(topic);
    if (known !== undefined) return known;
    const work = async () => this.#check(topic, (await this.#describe(topic)) ?? (await this.#make(topic)));
    return tryAgain(work, { doing: `topic ${topic} cannot be opened`, within: patience });
  }

  async #make(topic: string): Promise<TopicDescription> {
    const { partitions, replication, config } = expectedTopic(topic, this.#settings);
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await this.#admin.createTopics({
      topics: [
        { topic: this.#names.topic(topic), numPartitions: partitions, replicationFactor: replication, configEntries },
      ],
      timeout: createTimeout,
      waitForLeaders: false,
    });
    const made = await this.#describe(topic);
    if (made === undefined) throw new Error('the topic was made and the broker does not know it yet');
    return made;
  }

  async #describe(topic: string): Promise<TopicDescription | undefined> {
    const name = this.#names.topic(topic);
    const configNames = Object.keys(expectedTopic(topic, this.#settings).config);
    try {
      const { topics } = await this.#admin.fetchTopicMetadata({ topics: [name] });
      const partitions = topics[0]?.partitions ?? [];
      const described = await this.#admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames }],
      });
      return {
        partitions: partitions.length,
        replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        config: configOf(described),
      };
    } catch (error) {
      if (protocolError(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
      throw error;
    }
  }

  #check(topic: string, found: TopicDescription): number {
    const wrong = differences(expectedTopic(topic, this.#settings), found);
    if (wrong.length > 0) {
      const risk = wrong.some((difference) => difference.risk) && !this.#settings.development;
      const each = wrong.map(({ setting, expected, found }) => `${setting} is ${found}, expected ${expected}`);
      throw new KafkaBusError(risk ? 'risks-loss' : 'topic-differs', this.#names.topic(topic), each.join('; '));
    }
    this.#partitions.set(topic, found.partitions);
    return found.partitions;
  }
}

function configOf({ resources }: DescribeConfigResponse): Record<string, string> {
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
}
