/** Looks now and then for messages of which parts are missing for too long, and has them delivered as they are. */
import type { Clock, TextMessageStore } from '@postbus/ports';
import { tellFault } from '../channels.ts';
import type { DispatchPart } from '../dispatched.ts';
import type { ReceivePart } from './receive-part.ts';
import { endsOfKey } from './received-text.ts';

export interface IncompleteOptions {
  /** Milliseconds since the first part came. */
  readonly after: number;
}

/** Milliseconds between two looks, at most. */
const longestWait = 60_000;
/** Messages of one look; the next ones are those of the next. */
const atOnce = 100;

export class IncompleteParts implements DispatchPart {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  /** @param receivers by the name of their channel */
  constructor(
    private readonly texts: Pick<TextMessageStore, 'incompleteSince'>,
    private readonly receivers: ReadonlyMap<string, Pick<ReceivePart, 'giveUp'>>,
    private readonly clock: Clock,
    private readonly options: IncompleteOptions,
  ) {}

  start(): void {
    const wait = Math.min(longestWait, Math.max(1, this.options.after / 2));
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look());
    }, wait).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Of a channel that the settings have no more, any other one. */
  #receiverOf(key: string): Pick<ReceivePart, 'giveUp'> | undefined {
    return this.receivers.get(endsOfKey(key).channel) ?? this.receivers.values().next().value;
  }

  /** Gives up what is overdue now; what cannot be delivered holds up nothing else, and is tried again. */
  async look(): Promise<void> {
    await this.#told(async () => {
      const keys = await this.texts.incompleteSince(this.clock.now() - this.options.after, atOnce);
      for (const key of keys) await this.#told(() => this.#receiverOf(key)?.giveUp(key));
    });
  }

  async #told(run: () => Promise<void> | undefined): Promise<void> {
    try {
      await run();
    } catch (error) {
      tellFault(undefined, 'incomplete', error);
    }
  }
}
