import type { BlobStore, MessageBus } from '@postbus/ports';
import type { Envelope } from './envelope.ts';
import { checkHops } from './hops.ts';
import { keepRaw, notKept } from './keep-raw.ts';
import { localEvents } from './local-events.ts';

export interface AcceptOptions {
  /** Received fields a message may have: one more means a loop. */
  readonly hops: number;
  /** Milliseconds for the events to become durable; past it their outcome is unknown. */
  readonly publishDeadline: number;
}

/** Keeps one message from another host for mailboxes here. Done means: its bytes and its event are durable. */
export class AcceptMessage {
  readonly #blobs: BlobStore;
  readonly #bus: MessageBus;
  readonly #options: AcceptOptions;

  constructor(blobs: BlobStore, bus: MessageBus, options: AcceptOptions) {
    this.#blobs = blobs;
    this.#bus = bus;
    this.#options = options;
  }

  /** @throws {IngestError} `too-many-hops`, `storage-full`, `not-kept` */
  async execute(envelope: Envelope): Promise<void> {
    const { id, body, received } = envelope;
    checkHops(id, body, this.#options.hops);
    const kept = await keepRaw(this.#blobs, body, Buffer.concat([Buffer.from(received), body.head]));
    try {
      await this.#bus.publish(localEvents(envelope, kept), { deadline: this.#options.publishDeadline });
    } catch (error) {
      throw notKept(error);
    }
  }
}
