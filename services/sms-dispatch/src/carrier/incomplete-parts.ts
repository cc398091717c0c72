/** Looks now and then for messages of which parts are missing for too long, and has them delivered as they are. */
import type { Clock, TextMessageStore } from '@postbus/ports';
import { tellFault } from '../channels.ts';
import type { DispatchPart } from '../dispatched.ts';

export interface IncompleteOptions {
  /** Milliseconds since the first part came. */
  readonly after: number;
}

/** Milliseconds between two looks, at most. */
const longestWait = 60_000;
/** Messages that are asked for at once. */
const atOnce = 100;
/** Messages that one look gives up; stops a flood of parts from filling the memory with their keys. */
const mostOfLook = 10_000;

export class IncompleteParts implements DispatchPart {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isStopping = false;

  /** @param giveUp `giveUpParts` of a key, whatever its channel: the settings may have that no more */
  constructor(
    private readonly texts: Pick<TextMessageStore, 'incompleteSince'>,
    private readonly giveUp: (key: string) => Promise<void>,
    private readonly clock: Clock,
    private readonly options: IncompleteOptions,
  ) {}

  start(): void {
    const wait = Math.min(longestWait, Math.max(1, this.options.after / 2));
    this.#timer = setInterval(() => {
      this.#looking ??= this.look().finally(() => (this.#looking = undefined));
    }, wait).unref();
  }

  /** Waits for the one that is being given up. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Gives up what is overdue now; what cannot be delivered holds up nothing else, and is tried again by the next look. */
  async look(): Promise<void> {
    await this.#told(() => this.#giveUpAll(this.clock.now() - this.options.after));
  }

  async #giveUpAll(before: number): Promise<void> {
    const tried = new Set<string>();
    for (let stuck = 0; tried.size - stuck < mostOfLook;) {
      // Those that stay are the oldest, and come first each time.
      const keys = await this.texts.incompleteSince(before, atOnce + 2 * stuck);
      const untried = keys.filter((key) => !tried.has(key));
      if (untried.length === 0) return;
      for (const key of untried) {
        if (this.#isStopping) return;
        tried.add(key);
        if (!(await this.#told(() => this.giveUp(key)))) stuck++;
      }
    }
  }

  /** @returns whether it went well */
  async #told(run: () => Promise<void>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      tellFault(undefined, 'incomplete', error);
      return false;
    }
  }
}
