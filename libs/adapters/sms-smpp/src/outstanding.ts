/** Requests that were written and wait for their answer, by sequence number. SMPP 3.4 2.5, 5.1.4 */
import { type Pdu, type RequestName, nextSequence, responseTo } from '@postbus/smpp';
import type { SmppSessionError } from './smpp-session-error.ts';
import type { Timers } from './timers.ts';

export interface Waiting {
  readonly command: RequestName;
  answered(pdu: Pdu): void;
  failed(error: SmppSessionError): void;
  /** The answer came after it had failed for want of one. */
  answeredLate?(pdu: Pdu): void;
}

/** Stops a carrier that never answers from filling the memory: requests too late whose answer is still known. */
const mostLate = 1000;

export class Outstanding {
  readonly #waiting = new Map<number, { readonly waiting: Waiting; readonly cancel: () => void }>();
  /** In the order in which they were given up. */
  readonly #late = new Map<number, Waiting>();
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
      this.#keepLate(sequence, waiting);
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
    if (found === undefined) {
      this.#answerLate(pdu);
      return 'late';
    }
    if (!answers(pdu, found.waiting)) return 'wrong';
    this.#take(pdu.sequence)?.answered(pdu);
    return 'taken';
  }

  fail(sequence: number, error: SmppSessionError): void {
    this.#take(sequence)?.failed(error);
  }

  failAll(error: SmppSessionError): void {
    for (const sequence of this.#waiting.keys()) this.fail(sequence, error);
  }

  #keepLate(sequence: number, waiting: Waiting): void {
    if (waiting.answeredLate === undefined) return;
    this.#late.delete(sequence);
    this.#late.set(sequence, waiting);
    const [oldest] = this.#late.keys();
    if (this.#late.size > mostLate && oldest !== undefined) this.#late.delete(oldest);
  }

  #answerLate(pdu: Pdu): void {
    const late = this.#late.get(pdu.sequence);
    if (late === undefined || !answers(pdu, late)) return;
    this.#late.delete(pdu.sequence);
    late.answeredLate?.(pdu);
  }

  #take(sequence: number): Waiting | undefined {
    const found = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    found?.cancel();
    return found?.waiting;
  }
}

function answers(pdu: Pdu, { command }: Waiting): boolean {
  return pdu.command === 'generic_nack' || pdu.command === responseTo(command);
}
