/**
 * Requests that wait for a mailbox to change: a set of small records, woken by `mailbox.changed.v1`.
 * A waiter registers first and then reads the mailbox, so that nothing falls between.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { MailboxChanged } from '@postbus/contracts';
import type { FolderId, MailboxId } from '@postbus/domain';
import { waitEnded, waiting } from '../channels.ts';

export type Woken = 'changed' | 'timeout' | 'superseded' | 'aborted';

export interface Wait {
  /**
   * Fulfilled when a folder that is watched changes; at once where that happened since the last call.
   * @param timeout milliseconds
   */
  next(timeout: number, signal: AbortSignal): Promise<Woken>;
  /** The hint that woke it last, for the trace that brought it. */
  readonly hint: MailboxChanged | undefined;
  end(): void;
}

export interface WaitRequest {
  readonly mailbox: MailboxId;
  /** A later wait of the same name (a device and its command) ends this one: the client has given it up. */
  readonly name: string;
  readonly folders: readonly FolderId[];
  /** Whether a change of the hierarchy wakes it too. */
  readonly hierarchy: boolean;
  /** Told the milliseconds of each `next`. */
  readonly onWaited?: ((milliseconds: number) => void) | undefined;
}

export class MailboxWaits {
  readonly #byMailbox = new Map<MailboxId, Set<PendingWait>>();
  readonly #byName = new Map<string, PendingWait>();
  #drained: PromiseWithResolvers<void> | undefined;

  /** Whether requests are let go, so that the process can stop. */
  get draining(): boolean {
    return this.#drained !== undefined;
  }

  /** Requests that wait now. */
  get size(): number {
    return this.#byName.size;
  }

  begin(request: WaitRequest): Wait {
    const name = `${request.mailbox}/${request.name}`;
    this.#byName.get(name)?.wake('superseded');
    const wait = new PendingWait(request, () => this.#remove(name, wait));
    this.#byName.set(name, wait);
    const waits = this.#byMailbox.get(request.mailbox) ?? new Set();
    this.#byMailbox.set(request.mailbox, waits.add(wait));
    waiting.publish({ waiting: this.size });
    if (this.#drained !== undefined) wait.wake('superseded');
    return wait;
  }

  /** Wakes those whom the change concerns. */
  changed(change: MailboxChanged): void {
    for (const wait of this.#byMailbox.get(change.mailbox) ?? []) wait.tell(change);
  }

  /**
   * Ends all, now and later, so that the process can stop: clients ask again elsewhere. Fulfilled when none is left.
   * @param over milliseconds over which those that wait are let go one by one, so that they do not come elsewhere all at once
   */
  async drain(over = 0): Promise<void> {
    this.#drained ??= Promise.withResolvers();
    if (over > 0) await this.#letGo([...this.#byName.values()], over);
    for (const wait of this.#byName.values()) wait.wake('superseded');
    if (this.size > 0) await this.#drained.promise;
  }

  async #letGo(waits: readonly PendingWait[], over: number): Promise<void> {
    const started = performance.now();
    for (const [index, wait] of waits.entries()) {
      const rest = started + (over * (index + 1)) / waits.length - performance.now();
      if (rest >= 1) await after(rest);
      if (this.size === 0) return;
      wait.wake('superseded');
    }
  }

  #remove(name: string, wait: PendingWait): void {
    if (this.#byName.get(name) === wait) this.#byName.delete(name);
    const waits = this.#byMailbox.get(wait.request.mailbox);
    waits?.delete(wait);
    if (waits?.size === 0) this.#byMailbox.delete(wait.request.mailbox);
    waiting.publish({ waiting: this.size });
    if (this.size === 0) this.#drained?.resolve();
  }
}

class PendingWait implements Wait {
  hint: MailboxChanged | undefined;
  /** Why it is to wake, where nobody was waiting for that yet. */
  #reason: Woken | undefined;
  #resolve: ((woken: Woken) => void) | undefined;

  constructor(
    readonly request: WaitRequest,
    private readonly remove: () => void,
  ) {}

  tell(change: MailboxChanged): void {
    const { folders, hierarchy } = this.request;
    const concerned = (hierarchy && change.hierarchy) || change.folders.some((folder) => folders.includes(folder));
    if (!concerned) return;
    this.hint = change;
    this.wake('changed');
  }

  wake(reason: Woken): void {
    if (this.#reason === undefined || this.#reason === 'changed') this.#reason = reason;
    this.#resolve?.(this.#reason);
  }

  async next(timeout: number, signal: AbortSignal): Promise<Woken> {
    const abort = (): void => this.wake('aborted');
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const started = performance.now();
    const timer = setTimeout(() => this.wake('timeout'), timeout);
    const woken = await this.#awakening();
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    const duration = performance.now() - started;
    this.request.onWaited?.(duration);
    waitEnded.publish({ woken, duration });
    return woken;
  }

  end(): void {
    this.remove();
  }

  async #awakening(): Promise<Woken> {
    if (this.#reason === undefined) {
      await new Promise<Woken>((resolve) => {
        this.#resolve = resolve;
      });
    }
    const reason = this.#reason ?? 'changed';
    this.#reason = undefined;
    this.#resolve = undefined;
    return reason;
  }
}
