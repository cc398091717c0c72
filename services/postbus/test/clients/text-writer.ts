/** A client that puts text messages into the Outbox by ActiveSync; the same command again until it is answered. [MS-ASMS] 3.1.4.1.2 */
import { setTimeout as after } from 'node:timers/promises';
import { BodyType, FolderType, smsClientAdd } from '@postbus/activesync';
import { Phone } from '@postbus/testing/phone';
import { type Place, password } from './place.ts';
import type { SubmittedText } from './submitted-text.ts';
import { untilDone } from './until-done.ts';

export interface TextWriterOptions {
  readonly place: Place;
  readonly user: string;
  /** Begins each of its texts. */
  readonly name: string;
  /** A number that nobody else writes to. */
  readonly newNumber: () => string;
  /** Milliseconds of its rest between two messages, at most. */
  readonly longestPause: number;
  readonly random?: () => number;
}

export class TextWriter {
  readonly submitted: SubmittedText[] = [];
  /** Attempts that got no answer. */
  retries = 0;
  readonly #options: TextWriterOptions;
  readonly #phone: Phone;

  constructor(options: TextWriterOptions) {
    const { place, user } = options;
    this.#options = options;
    this.#phone = textClient(place, user, `${user.replaceAll(/\W/g, '')}writes`);
  }

  /** Goes on until `signal`; the message that is under way then is sent to its end. */
  async run(signal: AbortSignal): Promise<void> {
    const { name, newNumber, longestPause, random = Math.random } = this.#options;
    await untilDone(() => this.#phone.provision());
    await untilDone(() => this.#phone.folderSync());
    const outbox = this.#phone.folderOf(FolderType.Outbox);
    for (let number = 0; !signal.aborted; number++) {
      const text = `${name} ${number}`;
      const to = newNumber();
      await untilDone(() => this.#submit(outbox, `client ${number}`, { to, text }));
      this.submitted.push({ to: [to], texts: [text] });
      await after(random() * longestPause);
    }
    this.#phone.close();
  }

  async #submit(outbox: string, clientId: string, { to, text }: { to: string; text: string }): Promise<void> {
    const command = smsClientAdd(clientId, { to: [{ number: to }], text, importance: 1, read: true });
    try {
      const { response } = await this.#phone.sync(outbox, { commands: [command] });
      const added = response?.Collections?.[0]?.Responses?.[0];
      if (added?.kind !== 'Add' || added.Status !== 1) throw new Error(`${text} was answered ${JSON.stringify(added)}`);
    } catch (error) {
      this.retries++;
      throw error;
    }
  }
}

/** A phone that asks for text messages too. */
export function textClient(place: Place, user: string, deviceId: string): Phone {
  const options = { FilterType: 0, BodyPreference: [{ Type: BodyType.PlainText }] } as const;
  return new Phone({ origin: place.httpOrigin, user, password, deviceId, options, smsOptions: options });
}
