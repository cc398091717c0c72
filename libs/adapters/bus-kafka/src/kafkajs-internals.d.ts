/** The parts of kafkajs 2.2.4 that it does not export; the version is pinned. docs/adr/0009 */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests: () => void;
  }
}

declare module 'kafkajs/src/consumer/batch.js' {
  import type { KafkaMessage } from 'kafkajs';

  /** The committed records of one partition in an answer to a fetch. */
  export default class Batch {
    constructor(topic: string, fetchedOffset: string, partitionData: unknown);
    readonly partition: number;
    readonly highWatermark: string;
    readonly messages: readonly KafkaMessage[];
    /** Whether the answer held records, but only control records, those of aborted transactions or older ones. */
    isEmptyDueToFiltering(): boolean;
    firstOffset(): string | null;
    lastOffset(): string;
  }
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  import type { Assigner, Broker, Cluster } from 'kafkajs';

  /** The membership of one consumer in its group. */
  export default class ConsumerGroup {
    readonly cluster: Cluster;
    readonly groupId: string;
    readonly assigners: readonly Assigner[];
    readonly memberId: string | null;
    readonly generationId: number | null;
    coordinator: Broker | null;
    readonly offsetManager: { coordinator: Broker } | null;
    joinAndSync: () => Promise<void>;
    heartbeat: (options: { readonly interval: number }) => Promise<void>;
  }
}
