/** A program that sends text messages by the HTTP API: each with an Idempotency-Key, again until it is answered. */
import { setTimeout as after } from 'node:timers/promises';
import type { Place } from './place.ts';
import type { SubmittedText } from './submitted-text.ts';
import { PutOff, untilDone } from './until-done.ts';

export interface TextProgramOptions {
  readonly place: Place;
  readonly user: string;
  /** Of `sync.api.tokens`. */
  readonly token: string;
  /** Begins each of its texts. */
  readonly name: string;
  /** A number that nobody else writes to. */
  readonly newNumber: () => string;
  /** Only one text to one number each, at once; else it also writes to two, long texts, changes them and takes them back. */
  readonly plain?: boolean;
  /** Milliseconds of its rest between two messages, at most. */
  readonly longestPause: number;
  readonly random?: () => number;
}

/** What it does with one message after another. */
const turns = ['plain', 'two', 'long', 'taken-back', 'scheduled', 'changed'] as const;
/** Milliseconds from now of those with a time. */
const later = 4000;
const long = ' and so on'.repeat(30);

export class TextProgram {
  readonly submitted: SubmittedText[] = [];
  /** Attempts that got no answer. */
  retries = 0;
  readonly #options: TextProgramOptions;

  constructor(options: TextProgramOptions) {
    this.#options = options;
  }

  /** Goes on until `signal`; the message that is under way then is done to its end. */
  async run(signal: AbortSignal): Promise<void> {
    const { longestPause, random = Math.random, plain = false } = this.#options;
    for (let number = 0; !signal.aborted; number++) {
      await this.#send(number, plain ? 'plain' : turns[number % turns.length]!);
      await after(random() * longestPause);
    }
  }

  async #send(number: number, turn: (typeof turns)[number]): Promise<void> {
    const { name, newNumber } = this.#options;
    const to = turn === 'two' ? [newNumber(), newNumber()] : [newNumber()];
    const text = `${name} ${number}${turn === 'long' ? long : ''}`;
    const isLater = turn === 'scheduled' || turn === 'changed';
    const body = { to, text, ...(isLater && { at: new Date(Date.now() + later).toISOString() }) };
    const headers = { 'idempotency-key': `${name} ${number}`.replaceAll(' ', '-') };
    const { id } = (await this.#ask('', { method: 'POST', body, headers })) as { id: string };
    if (turn === 'taken-back') await this.#change(id, { method: 'DELETE' });
    const changed = `${name} ${number} changed`;
    if (turn === 'changed') await this.#change(id, { method: 'PATCH', body: { text: changed } });
    const texts = turn === 'changed' ? [text, changed] : [text];
    this.submitted.push({ to, texts, mayBeTakenBack: turn === 'taken-back' });
  }

  /** It may be too late for that, or be done already by an attempt whose answer was lost. */
  async #change(id: string, asked: Asked): Promise<void> {
    await this.#ask(`/${id}`, { ...asked, alsoRight: [404, 409] });
  }

  /** States by number, of all messages of the mailbox. @returns several where a number has several */
  async states(): Promise<Map<string, string[]>> {
    const states = new Map<string, string[]>();
    for (let next: string | undefined = ''; next !== undefined;) {
      const page = (await this.#ask(`?limit=1000${next === '' ? '' : `&after=${next}`}`, { method: 'GET' })) as Page;
      for (const { number, state } of page.textMessages.flatMap(({ recipients }) => recipients))
        states.set(number, [...(states.get(number) ?? []), state]);
      next = page.next;
    }
    return states;
  }

  /** How many messages each folder has that has a role. */
  async messagesByRole(): Promise<Map<string, number>> {
    const { folders } = (await this.#ask('', { method: 'GET', of: '' })) as {
      folders: readonly { readonly role?: string; readonly messages: number }[];
    };
    return new Map(folders.map(({ role = '', messages }) => [role, messages]));
  }

  #ask(path: string, asked: Asked): Promise<unknown> {
    return untilDone(() => this.#attempt(path, asked));
  }

  async #attempt(
    path: string,
    { method, body, headers, alsoRight = [], of = '/text-messages' }: Asked,
  ): Promise<unknown> {
    const { place, user, token } = this.#options;
    try {
      const answer = await fetch(`${place.httpOrigin}/api/v1/mailboxes/${user}${of}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(longestAnswer),
      });
      const text = await answer.text();
      if (answer.ok || alsoRight.includes(answer.status)) return JSON.parse(text);
      const code = (JSON.parse(text) as { error?: { code?: string } }).error?.code;
      if (answer.status >= 502 || code === 'key-in-use') throw new PutOff(answer.status, text);
      throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    } catch (error) {
      this.retries++;
      // What `fetch` throws of a connection that ended is a TypeError; of an answer that took too long a DOMException.
      const isAway = error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError;
      throw isAway ? new PutOff(0, String(error)) : error;
    }
  }
}

/** Milliseconds; another process answers it then. */
const longestAnswer = 30_000;

interface Asked {
  readonly method: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are no mistake. */
  readonly alsoRight?: readonly number[];
  /** Below the mailbox. */
  readonly of?: string;
}

interface Page {
  readonly textMessages: readonly {
    readonly recipients: readonly { readonly number: string; readonly state: string }[];
  }[];
  readonly next?: string;
}
