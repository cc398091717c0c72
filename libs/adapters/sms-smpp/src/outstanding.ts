/** Requests that were written and wait for their answer, by sequence number. SMPP 3.4 2.5, 5.1.4 */
import { type Pdu, type RequestName, nextSequence, responseTo } from '@postbus/smpp';
import type { SmppSessionError } from './smpp-session-error.ts';
import type { Timers } from './timers.ts';

export interface Waiting {
  readonly command: RequestName;
  answered(pdu: Pdu): void;
  failed(error: SmppSessionError): void;
}

export class Outstanding {
  readonly #waiting = new Map<number, { readonly waiting: Waiting; readonly cancel: () => void }>();
  readonly #timers: Timers;
  #sequence = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** A number that no request waits under; it counts round, so that one may still wait. */
  next(): number {
    do this.#sequence = nextSequence(this.#sequence);
    while (this.#waiting.has(this.#sequence));
    return this.#sequence;
  }

  /** @param timeout milliseconds, after which it waits no more and `late` is failed with */
  add(sequence: number, waiting: Waiting, timeout: number, late: () => SmppSessionError): void {
    const cancel = this.#timers.after(timeout, () => {
      this.#waiting.delete(sequence);
      waiting.failed(late());
    });
    this.#waiting.set(sequence, { waiting, cancel });
  }

  /**
   * Gives an answer to its request.
   *
   * @returns `late` where none waits under the number, `wrong` where the one that does asked for something else
   */
  answer(pdu: Pdu): 'taken' | 'late' | 'wrong' {
    const found = this.#waiting.get(pdu.sequence);
    if (found === undefined) return 'late';
    if (pdu.command !== 'generic_nack' && pdu.command !== responseTo(found.waiting.command)) return 'wrong';
    this.#take(pdu.sequence)?.answered(pdu);
    return 'taken';
  }

  fail(sequence: number, error: SmppSessionError): void {
    this.#take(sequence)?.failed(error);
  }

  failAll(error: SmppSessionError): void {
    for (const sequence of this.#waiting.keys()) this.fail(sequence, error);
  }

  #take(sequence: number): Waiting | undefined {
    const found = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    found?.cancel();
    return found?.waiting;
  }
}
