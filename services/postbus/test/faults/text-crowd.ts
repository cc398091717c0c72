/** Those who write text messages while faults come, by every way there is; a phone that sends some; and who writes to them. */
import { setTimeout as after } from 'node:timers/promises';
import { type Place, password } from '../clients/place.ts';
import { SendingPhone } from '../clients/sending-phone.ts';
import type { SubmittedText } from '../clients/submitted-text.ts';
import { Submitter } from '../clients/submitter.ts';
import { TextProgram } from '../clients/text-program.ts';
import { TextWriter } from '../clients/text-writer.ts';
import { Random } from './random.ts';
import { type World, byPhone, textDomain, textToken } from './world.ts';

/** Milliseconds that each of them rests between two messages, at most. */
const longestPause = 6000;
/** Milliseconds between two looks at what is missing. */
const interval = 500;
/** One of so many messages that come in has parts. */
const longOneIn = 3;
const long = ' and so on'.repeat(30);

/** A message that was delivered to a number here. */
export interface ReceivedText {
  readonly text: string;
  /** How often it may be there: a message without parts that was not answered is another one when it comes again. */
  readonly most: number;
}

/** The times that a crowd rests. */
export interface Rests {
  readonly seed: number;
  /** How much longer they are: on a machine that others use too. */
  readonly pace: number;
}

export class TextCrowd {
  /** Whose messages leave by the carrier. */
  readonly writer: string;
  /** Whose messages leave by a phone. */
  readonly phoneOwner: string;
  readonly programs: readonly [TextProgram, TextProgram];
  /** Submits to the phone. */
  readonly ofPhone: TextProgram;
  readonly outbox: TextWriter;
  readonly mails: Submitter;
  readonly phone: SendingPhone;
  readonly received: ReceivedText[] = [];
  /** How much longer than usual all may take. */
  readonly pace: number;
  readonly #world: World;
  readonly #name: string;
  readonly #random: Random;
  readonly #longestPause: number;
  readonly #ownNumbers: readonly [string, string];
  readonly #numbers: NumberRange;
  #delivering: Promise<unknown> = Promise.resolve();
  #sends: Promise<unknown> = Promise.resolve();
  #phoneRuns: Promise<unknown> = Promise.resolve();
  readonly #sending = new AbortController();
  readonly #phoning = new AbortController();

  /** Makes accounts with verified numbers that only this crowd has. */
  static async gather(world: World, name: string, rests: Rests): Promise<TextCrowd> {
    const crowd = new TextCrowd(world, name, rests);
    for (const [index, address] of [crowd.writer, crowd.phoneOwner].entries()) {
      await world.administration.addAccount({ address, password });
      await world.administration.addNumber({ address, number: crowd.#ownNumbers[index]!, verified: true });
    }
    return crowd;
  }

  private constructor(world: World, name: string, { seed, pace }: Rests) {
    const [one, other, any] = world.places;
    this.#world = world;
    this.#name = name;
    this.#random = new Random(seed - 2);
    this.pace = pace;
    this.#longestPause = pace * longestPause;
    this.#numbers = new NumberRange();
    this.#ownNumbers = [this.#numbers.next(), this.#numbers.next()];
    this.writer = `dora.${name}@f.example`;
    this.phoneOwner = `emil.${name}@${byPhone}`;
    const newNumber = (): string => this.#numbers.next();
    const of = (place: Place, user: string, who: string, index: number) => ({
      place,
      user,
      name: `${name} ${who}`,
      newNumber,
      longestPause: this.#longestPause,
      random: new Random(seed + 10 + index).next,
    });
    this.programs = [
      new TextProgram({ ...of(any, this.writer, 'program', 0), token: textToken }),
      new TextProgram({ ...of(one, this.writer, 'other program', 1), token: textToken }),
    ];
    this.outbox = new TextWriter(of(any, this.writer, 'client', 2));
    this.mails = new Submitter({
      place: other,
      user: this.writer,
      recipientsOf: (number) => [`${this.#numbers.ofMail(number)}@${textDomain}`],
      longestPause: 2 * this.#longestPause,
      random: new Random(seed + 13).next,
    });
    this.ofPhone = new TextProgram({ ...of(any, this.phoneOwner, 'phone', 4), token: textToken, plain: true });
    this.phone = new SendingPhone({ place: any, user: this.phoneOwner, number: this.#ownNumbers[1] });
  }

  /** Begins. @returns rejected as soon as one of them cannot go on */
  run(): Promise<unknown> {
    const { signal } = this.#sending;
    this.#phoneRuns = this.phone.run(this.#phoning.signal);
    const clients = [...this.programs, this.outbox, this.mails, this.ofPhone];
    this.#sends = Promise.all(clients.map((client) => client.run(signal)));
    this.#delivering = this.#deliver(signal);
    return Promise.all([this.#sends, this.#delivering, this.#phoneRuns]);
  }

  /** Ends sending; what is under way is answered first, by us and by the carrier. */
  async endSending(): Promise<void> {
    this.#sending.abort();
    await Promise.all([this.#sends, this.#delivering]);
  }

  async endPhone(): Promise<void> {
    this.#phoning.abort();
    await this.#phoneRuns;
    this.phone.close();
  }

  /** Ends at once, whatever is under way. */
  abandon(): void {
    this.#sending.abort();
    this.#phoning.abort();
    this.phone.close();
  }

  /** What was taken in for the carrier. */
  get forCarrier(): readonly SubmittedText[] {
    const mails = this.mails.accepted.map((subject, number) => ({
      to: [this.#numbers.ofMail(number)],
      texts: [`This is ${subject}.`],
    }));
    return [...this.programs.flatMap(({ submitted }) => submitted), ...this.outbox.submitted, ...mails];
  }

  get forPhone(): readonly SubmittedText[] {
    return this.ofPhone.submitted;
  }

  /** How many were taken in, and delivered from outside. */
  get accepted(): number {
    return this.forCarrier.length + this.forPhone.length + this.received.length;
  }

  get retries(): number {
    return [...this.programs, this.outbox, this.mails, this.ofPhone].reduce((sum, { retries }) => sum + retries, 0);
  }

  /** Whether a text came whole to whom it is for. */
  hasCome(number: string): boolean {
    const { carrier } = this.#world.servers;
    return carrier.carried(number.slice(1))?.text !== undefined || this.phone.sent.has(number);
  }

  /** Waits until what was taken in by now has come or has ended otherwise, or `within` ms. @returns numbers that still wait */
  async settled(within: number): Promise<string[]> {
    const end = performance.now() + within;
    const numbers = [...this.forCarrier, ...this.forPhone].filter(({ mayBeTakenBack }) => mayBeTakenBack !== true);
    for (let missing = numbers.flatMap(({ to }) => to); ;) {
      missing = missing.filter((number) => !this.hasCome(number));
      if (missing.length === 0) return [];
      const states = await this.#states();
      missing = missing.filter((number) => !hasEnded(states.get(number) ?? []));
      if (missing.length === 0 || performance.now() > end)
        return missing.map((number) => `${number} (${states.get(number)?.join() ?? 'not planned'})`);
      await after(interval);
    }
  }

  /** States by number, of both mailboxes. */
  async #states(): Promise<Map<string, string[]>> {
    return new Map([...(await this.programs[0].states()), ...(await this.ofPhone.states())]);
  }

  async #deliver(signal: AbortSignal): Promise<void> {
    const deliveries: Promise<void>[] = [];
    for (let number = 0; !signal.aborted; number++) {
      deliveries.push(this.#deliverOne(number));
      await after(this.#random.between(0, this.#longestPause));
    }
    await Promise.all(deliveries);
  }

  async #deliverOne(number: number): Promise<void> {
    const isLong = number % longOneIn === 0;
    const text = `${this.#name} from outside ${number}${isLong ? long : ''}`;
    const parts = number % 2 === 0 ? 'header' : 'sar';
    const to = this.#ownNumbers[0].slice(1);
    const from = this.#numbers.next().slice(1);
    const unanswered = await this.#world.servers.carrier.deliver({ from, to, text, reference: number % 256, parts });
    this.received.push({ text, most: isLong ? 1 : 1 + unanswered });
  }
}

/** Whether nothing but news of its carrier changes it. */
export function hasEnded(states: readonly string[]): boolean {
  return states.length > 0 && states.every((state) => ['unknown', 'failed', 'expired', 'cancelled'].includes(state));
}

/** Numbers that no other crowd of this process has. */
class NumberRange {
  static #ranges = 20;
  readonly #range = ++NumberRange.#ranges;
  #last = 0;

  /** A new one. */
  next(): string {
    return this.#number(4, ++this.#last);
  }

  /** The same for the same mail. */
  ofMail(number: number): string {
    return this.#number(5, number);
  }

  #number(kind: number, index: number): string {
    return `+1425${kind}${this.#range}${String(index).padStart(4, '0')}`;
  }
}
