/**
 * This process's share of one carrier account: a lease in the store, renewed as long as it runs. Connections, windows
 * and rate are divided over those that hold one; one that dies is no holder any more once its lease is over.
 */
import type { SmsChannel, TextMessageStore } from '@postbus/ports';
import { channels, tellFault } from '../channels.ts';
import type { DispatchPart } from '../dispatched.ts';

export interface CarrierAccountOptions {
  /** Of the channel. */
  readonly name: string;
  /** Names this process. */
  readonly owner: string;
  /** Milliseconds; renewed every third of it. */
  readonly lease: number;
}

export class CarrierAccount implements DispatchPart {
  #timer: NodeJS.Timeout | undefined;
  #holding: Promise<void> = Promise.resolve();
  #share = '';
  #isStarted = false;
  #isStopping = false;

  constructor(
    private readonly texts: Pick<TextMessageStore, 'holdShare' | 'releaseShare'>,
    private readonly channel: SmsChannel,
    private readonly options: CarrierAccountOptions,
  ) {}

  /** Connects once it has a share, which it asks for until then. */
  async start(): Promise<void> {
    const { lease } = this.options;
    this.#timer = setInterval(() => void this.hold(), lease / 3).unref();
    await this.hold();
  }

  /** Takes or renews the share now; done by itself every third of the lease. */
  hold(): Promise<void> {
    this.#holding = this.#holding.then(() => this.#hold());
    return this.#holding;
  }

  /** Waits for the answers to what was written, and leaves the account to the others. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#holding;
    await this.channel.close();
    const { name, owner } = this.options;
    await this.texts.releaseShare(name, owner).catch((error: unknown) => tellFault(name, 'share', error));
  }

  async #hold(): Promise<void> {
    if (this.#isStopping) return;
    const { name, owner, lease } = this.options;
    try {
      const { index, holders } = await this.texts.holdShare(name, owner, lease);
      this.#use(index, holders);
    } catch (error) {
      // Whoever has a share keeps its connections: what came over them is not lost, and nothing leaves without the store.
      tellFault(name, 'share', error);
    }
  }

  #use(index: number, holders: number): void {
    const share = `${index}/${holders}`;
    if (share !== this.#share) this.channel.share(index, holders);
    this.#share = share;
    if (!this.#isStarted) this.channel.start();
    this.#isStarted = true;
  }
}

/** Tells whether something can leave by the channel, whenever that changed. */
export function tellBound(name: string, { isUp }: Pick<SmsChannel, 'isUp'>, binds: number): void {
  if (channels.bound.hasSubscribers) channels.bound.publish({ channel: name, up: isUp, binds });
}
