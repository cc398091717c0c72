/** Those who use a cluster while faults come: they send mail and text messages, and synchronize on different processes. */
import { setTimeout as after } from 'node:timers/promises';
import { Follower } from '../clients/follower.ts';
import { type Place, password } from '../clients/place.ts';
import { Sender } from '../clients/sender.ts';
import { Submitter } from '../clients/submitter.ts';
import { Random } from './random.ts';
import { type Rests, TextCrowd } from './text-crowd.ts';
import type { World } from './world.ts';

/** Milliseconds that each sender rests between two messages, at most: two or three messages a second together. */
const longestPause = 2500;
/** Seconds: long beside all that is measured, so that a wake-up that is lost is seen. */
const heartbeat = 60;
/** Milliseconds between two looks. */
const interval = 50;

export interface Settled {
  /** Copies that did not come. */
  readonly missing: readonly string[];
  /** A phone that something came to last, and what it did until then. */
  readonly last: string;
}

export class Crowd {
  /** Whom mail is for, each with a mailbox of its own. */
  readonly accounts: readonly string[];
  /** Who submits, and has Sent Items. */
  readonly submitting: string;
  readonly senders: readonly Sender[];
  readonly submitter: Submitter;
  readonly followers: readonly Follower[];
  readonly texts: TextCrowd;
  /** How much longer than usual all may take. */
  readonly pace: number;
  readonly #sending = new AbortController();
  readonly #following = new AbortController();
  #sends: Promise<unknown> = Promise.resolve();
  #follows: Promise<unknown> = Promise.resolve();

  /** Makes accounts that only this crowd has. @param seed of the times that they rest @param pace how much longer those are, and all else may take */
  static async gather(world: World, name: string, seed: number, pace = 1): Promise<Crowd> {
    const crowd = new Crowd(world.places, name, { seed, pace }, await TextCrowd.gather(world, name, { seed, pace }));
    for (const address of crowd.accounts) await world.administration.addAccount({ address, password });
    return crowd;
  }

  private constructor(
    [one, other, any]: readonly [Place, Place, Place],
    name: string,
    { seed, pace }: Rests,
    texts: TextCrowd,
  ) {
    this.texts = texts;
    this.pace = pace;
    const [ann, bob, cleo] = ['ann', 'bob', 'cleo'].map((who) => `${who}.${name}@f.example`) as [
      string,
      string,
      string,
    ];
    this.accounts = [ann, bob, cleo];
    this.submitting = bob;
    this.senders = [one, other, any].map(
      (place, index) =>
        new Sender({
          place,
          name: `${name} sender ${index} message`,
          recipients: this.accounts,
          longestPause: pace * longestPause,
          random: new Random(seed + index).next,
        }),
    );
    this.submitter = new Submitter({
      place: any,
      user: bob,
      recipientsOf: () => [ann, elsewhere(name)],
      longestPause: 2 * pace * longestPause,
      random: new Random(seed - 1).next,
    });
    this.followers = [
      new Follower({ place: one, user: ann, heartbeat, marks: true }),
      new Follower({ place: other, user: ann, deviceId: 'annssecondphone', heartbeat, marks: false }),
      new Follower({ place: other, user: bob, heartbeat, marks: false }),
      new Follower({ place: any, user: cleo, heartbeat, marks: true }),
    ];
  }

  /** Begins. @returns rejected as soon as one of them cannot go on */
  run(): Promise<unknown> {
    this.#follows = Promise.all(this.followers.map((follower) => follower.run(this.#following.signal)));
    this.#sends = Promise.all([...this.senders, this.submitter].map((client) => client.run(this.#sending.signal)));
    return Promise.all([this.#sends, this.#follows, this.texts.run()]);
  }

  /** Ends sending; what is under way is answered first. */
  async endSending(): Promise<void> {
    this.#sending.abort();
    await Promise.all([this.#sends, this.texts.endSending()]);
  }

  /** Ends at once, whatever is under way. */
  abandon(): void {
    this.#sending.abort();
    this.#following.abort();
    this.texts.abandon();
    for (const client of [...this.senders, ...this.followers]) client.close();
  }

  /** Ends waiting, and takes what is there. */
  async endFollowing(): Promise<void> {
    this.#following.abort();
    await this.#follows;
    // A phone that marks is first: what it tells, the other phone of the mailbox then takes.
    for (const follower of this.followers) await follower.sync();
    for (const follower of this.followers) follower.close();
  }

  /** Subjects of messages answered with 250, and of those submitted, for a recipient. */
  subjectsFor(recipient: string): string[] {
    const sent = this.senders.flatMap(({ accepted }) => [...accepted]);
    const received = sent.filter(([, to]) => to.includes(recipient)).map(([subject]) => subject);
    return recipient === this.accounts[0] ? [...received, ...this.submitter.accepted] : received;
  }

  /** How many messages were taken in. */
  get accepted(): number {
    return this.senders.reduce((sum, { accepted }) => sum + accepted.size, this.submitter.accepted.length);
  }

  /** How often a message was put off with this code. */
  putOff(code: number): number {
    return this.senders.reduce((sum, sender) => sum + (sender.putOff.get(code) ?? 0), 0);
  }

  /** Attempts that were not answered with 250. */
  get retries(): number {
    return this.senders.reduce((sum, { retries }) => sum + retries, this.submitter.retries);
  }

  /** Waits until each phone has every message accepted by now, and each text message left, or `within` ms. */
  async settled(within: number): Promise<Settled> {
    const [mail, texts] = await Promise.all([this.#settledMail(within), this.texts.settled(within)]);
    return { ...mail, missing: [...mail.missing, ...texts] };
  }

  async #settledMail(within: number): Promise<Settled> {
    const end = performance.now() + within;
    let missing = this.followers.flatMap((follower) =>
      this.subjectsFor(follower.user).map((subject) => ({ follower, subject })),
    );
    for (let last = ''; ;) {
      missing = missing.filter(({ follower, subject }) => !follower.hasSeen(subject));
      if (missing.length === 0 || performance.now() > end) {
        return { missing: missing.map(({ follower, subject }) => `${subject} on ${this.#told(follower)}`), last };
      }
      last = this.#told(missing[0]!.follower);
      await after(interval);
    }
  }

  #told(follower: Follower): string {
    return `phone ${this.followers.indexOf(follower) + 1}, in ${follower.doing}`;
  }
}

/** An address that is not here; its mail goes by the relay. */
export function elsewhere(name: string): string {
  return `friend.${name}@elsewhere.example`;
}
