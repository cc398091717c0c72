/** A phone that sends what is written elsewhere: it takes text messages from the Outbox and tells what it sent. [MS-ASMS] 3.1.5.1 */
import { FolderType, type SyncRequestCommand, smsClientAdd } from '@postbus/activesync';
import type { Phone } from '@postbus/testing/phone';
import type { Place } from './place.ts';
import { textClient } from './text-writer.ts';
import { untilDone } from './until-done.ts';

export interface SendingPhoneOptions {
  readonly place: Place;
  readonly user: string;
  /** Its own. */
  readonly number: string;
}

/** Seconds that its requests ask to wait. */
const heartbeat = 60;

export class SendingPhone {
  /** Texts by the number that it sent them to. */
  readonly sent = new Map<string, string[]>();
  readonly #options: SendingPhoneOptions;
  readonly #phone: Phone;
  #tells = 0;

  constructor(options: SendingPhoneOptions) {
    this.#options = options;
    this.#phone = textClient(options.place, options.user, `${options.user.replaceAll(/\W/g, '')}sends`);
  }

  /** What the server told it that does not fit to what it held. */
  get complaints(): readonly string[] {
    return this.#phone.collection(this.#phone.folderOf(FolderType.Outbox)).items.complaints;
  }

  /** Until `signal`, which ends a request that waits. */
  async run(signal: AbortSignal): Promise<void> {
    const phone = this.#phone;
    try {
      await untilDone(() => phone.provision(), signal);
      await untilDone(() => phone.folderSync(), signal);
      await untilDone(() => phone.tellOutboundSms({ enabled: true, phoneNumber: this.#options.number }), signal);
      const [outbox, sent] = [phone.folderOf(FolderType.Outbox), phone.folderOf(FolderType.SentItems)];
      for (const folder of [outbox, sent]) await untilDone(() => phone.syncAll(folder), signal);
      while (!signal.aborted) {
        await untilDone(() => phone.sync(outbox, { heartbeat, signal }), signal);
        for (const [id, { To, Body }] of phone.collection(outbox).items.texts())
          await this.#send({ id, outbox, sent, to: numberOf(To ?? ''), text: String(Body?.Data) }, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  close(): void {
    this.#phone.close();
  }

  /** It sends once the server knows that it took it. */
  async #send(
    { id, outbox, sent, to, text }: { id: string; outbox: string; sent: string; to: string; text: string },
    signal: AbortSignal,
  ): Promise<void> {
    const phone = this.#phone;
    const taken: SyncRequestCommand = { kind: 'Delete', ServerId: id };
    await untilDone(() => phone.sync(outbox, { commands: [taken] }), signal);
    phone.collection(outbox).items.remove(id);
    this.sent.set(to, [...(this.sent.get(to) ?? []), text]);
    const item = { to: [{ number: to }], text, importance: 1, read: true, dateReceived: new Date() } as const;
    const told = smsClientAdd(`told ${++this.#tells}`, item);
    await untilDone(() => phone.sync(sent, { commands: [told] }), signal);
  }
}

/** Of `"Bob" [MOBILE:+14255550123]`. [MS-ASMS] 2.2.2.1.1 */
function numberOf(address: string): string {
  return /\[MOBILE:(\+\d+)\]/.exec(address)?.[1] ?? address;
}
