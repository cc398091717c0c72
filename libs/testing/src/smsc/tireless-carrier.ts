/**
 * A carrier that loses nothing, as its customers expect: it keeps count of what it got, and tells receipts and messages
 * again until they are answered well, now over this connection and now over that.
 */
import { setTimeout as after } from 'node:timers/promises';
import { type PduOf, readEsmClass, tlv, tlvValue } from '@postbus/smpp';
import { type Concatenation, readUserData, textOf } from '@postbus/sms';
import { type SmscDelivery, type SmscMessage, partsOf, receiptOf } from './smsc-deliveries.ts';
import type { SmscSession } from './smsc-session.ts';
import { type Smsc, startSmsc } from './smsc.ts';

export interface TirelessCarrierOptions {
  /** Milliseconds until it answers a submission, at most. */
  readonly longestAnswer?: number;
  /** Milliseconds from a submission until its receipt, at most. */
  readonly longestReceipt?: number;
  /** One of so many submissions is answered ESME_RTHROTTLED, and not kept; none unless told. */
  readonly throttledOneIn?: number;
  readonly random?: () => number;
}

/** What it has for one number. */
export interface CarriedText {
  /** As it was submitted, once every part is there. */
  readonly text: string | undefined;
  /** How many parts came more than once. */
  readonly doubled: number;
  /** Whether every receipt of what came was answered well. */
  readonly told: boolean;
}

interface Part {
  readonly concatenation: Concatenation | undefined;
  readonly text: string;
  told: boolean;
}

/** Milliseconds before it tells something again, and until it gives up an answer. */
const [rest, patience] = [500, 30_000];
/** What it tells over one connection without having an answer, at most. */
const window = 10;
/** Milliseconds between two looks. */
const interval = 10;

export class TirelessCarrier {
  readonly #smsc: Smsc;
  readonly #options: Required<TirelessCarrierOptions>;
  readonly #parts = new Map<string, Part[]>();
  /** What was told over a connection and is not answered. */
  readonly #unanswered = new Map<SmscSession, number>();
  #turn = 0;
  #closed = false;
  /** Receipts and messages that nobody answered well yet. */
  waiting = 0;

  /** @param options that ask for nothing: it answers at once, and refuses nothing */
  static async start(options: TirelessCarrierOptions = {}): Promise<TirelessCarrier> {
    const smsc = await startSmsc();
    const all = { longestAnswer: 0, longestReceipt: 0, throttledOneIn: Infinity, random: Math.random, ...options };
    return new TirelessCarrier(smsc, all);
  }

  private constructor(smsc: Smsc, options: Required<TirelessCarrierOptions>) {
    this.#smsc = smsc;
    this.#options = options;
    smsc.play({ submit: (pdu) => this.#submit(pdu) });
  }

  get host(): string {
    return this.#smsc.host;
  }

  get port(): number {
    return this.#smsc.port;
  }

  /** Connections that take messages. */
  get receiving(): readonly SmscSession[] {
    return this.#smsc.sessions.filter(({ isReceiving }) => isReceiving);
  }

  /** @param number without its + @returns undefined where nothing came for it */
  carried(number: string): CarriedText | undefined {
    const parts = this.#parts.get(number);
    if (parts === undefined) return undefined;
    const bySequence = new Map(parts.map((part) => [part.concatenation?.sequence ?? 1, part]));
    const total = parts[0]!.concatenation?.total ?? 1;
    const inOrder = Array.from({ length: total }, (_, index) => bySequence.get(index + 1));
    return {
      text: inOrder.includes(undefined) ? undefined : inOrder.map((part) => part!.text).join(''),
      doubled: parts.length - bySequence.size,
      told: parts.every(({ told }) => told),
    };
  }

  /**
   * Delivers a message, its parts by turns over the connections that there are, each until it is answered well.
   * @returns how often a part was told without an answer
   */
  async deliver(message: SmscMessage): Promise<number> {
    const unanswered = await Promise.all(partsOf(message).map((part) => this.#tell(part)));
    return unanswered.reduce((sum, times) => sum + times, 0);
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#smsc.close();
  }

  #submit(pdu: PduOf<'submit_sm'>) {
    const { longestAnswer, longestReceipt, throttledOneIn, random } = this.#options;
    if (random() * throttledOneIn < 1) return { status: 'ESME_RTHROTTLED' } as const;
    const part = partOf(pdu);
    const number = pdu.body.destination_addr;
    this.#parts.set(number, [...(this.#parts.get(number) ?? []), part]);
    const messageId = crypto.randomUUID();
    void this.#tellReceipt(pdu, messageId, part, random() * longestReceipt);
    return { messageId, delay: random() * longestAnswer };
  }

  /** With the reference that our side gave where it can be had: so it is known also to whom the answer never came. 5.3.2.17 */
  async #tellReceipt(submitted: PduOf<'submit_sm'>, messageId: string, part: Part, wait: number): Promise<void> {
    await after(wait);
    const { body, tlvs } = receiptOf(submitted, messageId, {});
    const reference = tlvValue(submitted.tlvs, 'user_message_reference');
    const named = reference === undefined ? tlvs : [...tlvs, tlv('user_message_reference', reference)];
    await this.#tell({ body, tlvs: named });
    part.told = !this.#closed;
  }

  /** @returns how often nobody answered */
  async #tell(delivery: SmscDelivery): Promise<number> {
    this.waiting++;
    let unanswered = 0;
    while (!this.#closed) {
      const sessions = this.receiving.filter((session) => (this.#unanswered.get(session) ?? 0) < window);
      const session = sessions[this.#turn++ % sessions.length];
      const status = session === undefined ? -1 : await this.#answer(session, delivery);
      if (status === 0) break;
      if (status === undefined) unanswered++;
      await after(rest);
    }
    this.waiting--;
    return unanswered;
  }

  /** @returns the status of the answer; undefined where none came */
  async #answer(session: SmscSession, { body, tlvs }: SmscDelivery): Promise<number | undefined> {
    let status: number | undefined;
    this.#unanswered.set(session, (this.#unanswered.get(session) ?? 0) + 1);
    void session.deliver(body, tlvs).then((answer) => (status = answer.status));
    const end = performance.now() + patience;
    while (status === undefined && session.isOpen && performance.now() < end) await after(interval);
    this.#unanswered.set(session, this.#unanswered.get(session)! - 1);
    return status;
  }
}

function partOf({ body }: PduOf<'submit_sm'>): Part {
  const hasHeader = readEsmClass(body.esm_class).hasUserDataHeader;
  const alphabet = body.data_coding === 8 ? 'ucs2' : 'gsm';
  const data = readUserData(body.short_message, { alphabet, hasHeader });
  return { concatenation: data.concatenation, text: textOf(data), told: false };
}
