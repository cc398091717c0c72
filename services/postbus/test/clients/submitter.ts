/** A phone that sends mail; the same ClientId again until it is answered. [MS-ASCMD] 2.2.3.30.5 */
import { setTimeout as after } from 'node:timers/promises';
import { CommonStatus } from '@postbus/activesync';
import { Phone, PhoneError } from '@postbus/testing/phone';
import { type Place, password } from './place.ts';
import { untilDone } from './until-done.ts';

export interface SubmitterOptions {
  readonly place: Place;
  readonly user: string;
  /** Whom each of its messages is for, counted from 0. */
  readonly recipientsOf: (number: number) => readonly string[];
  /** Milliseconds of its rest between two messages, at most. */
  readonly longestPause: number;
  readonly random?: () => number;
}

export class Submitter {
  /** Subjects of what was answered. */
  readonly accepted: string[] = [];
  /** Attempts that got no answer. */
  retries = 0;
  readonly #options: SubmitterOptions;
  readonly #phone: Phone;
  /** The ClientId of the attempt that got no answer last. */
  #tried = '';

  constructor(options: SubmitterOptions) {
    const { place, user } = options;
    this.#options = options;
    const deviceId = `${user.replaceAll(/\W/g, '')}submits`;
    this.#phone = new Phone({ origin: place.httpOrigin, user, password, deviceId });
  }

  /** Goes on until `signal`; the message that is under way then is sent to its end. */
  async run(signal: AbortSignal): Promise<void> {
    const { user, recipientsOf, longestPause, random = Math.random } = this.#options;
    await untilDone(() => this.#phone.provision());
    for (let number = 0; !signal.aborted; number++) {
      const subject = `submitted ${number}`;
      const to = recipientsOf(number).join(', ');
      const content = `From: ${user}\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nThis is ${subject}.\r\n`;
      await untilDone(() => this.#submit(Buffer.from(content), `client ${number}`));
      this.accepted.push(subject);
      await after(random() * longestPause);
    }
    this.#phone.close();
  }

  /** An answer that got lost is given anew as: this was sent before. [MS-ASCMD] 2.2.2 */
  async #submit(content: Uint8Array, clientId: string): Promise<void> {
    try {
      await this.#phone.sendMail(content, clientId);
    } catch (error) {
      const sentBefore = error instanceof PhoneError && error.status === CommonStatus.MessagePreviouslySent;
      if (sentBefore && this.#tried === clientId) return;
      this.#tried = clientId;
      this.retries++;
      throw error;
    }
  }
}
