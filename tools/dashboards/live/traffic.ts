/**
 * Mail and phones as they come: other hosts that send by SMTP and LMTP, users that submit, phones that wait, take, read
 * and answer, a pipeline that reads along, mail that is signed or should be, text messages by a carrier and a phone, and
 * what goes wrong among them: unknown recipients, wrong passwords, the same message twice, a next hop that puts off and
 * refuses, a carrier that refuses.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { FolderType, Importance, type SyncOptions, readMobileAddresses } from '@postbus/activesync';
import { SmtpClient, type SmtpSink, startSmtpSink } from '@postbus/testing';
import { Phone } from '@postbus/testing/phone';
import { type Smsc, startSmsc } from '@postbus/testing/smsc';
import { type WatchedPostbus, friend, pipelineSecret } from './watched-postbus.ts';

export interface Pace {
  /** Messages a second that other hosts send, at a time since the start in seconds. */
  readonly messages: (seconds: number) => number;
  readonly mailboxes: number;
}

const password = 'correct horse battery';
const away = 'elsewhere.example';
/** Seconds that phones ask to wait. */
const heartbeat = 60;

export function addressOf(mailbox: number): string {
  return `user${mailbox}@watched.example`;
}

export interface World {
  readonly nextHop: SmtpSink;
  readonly carrier: Smsc;
  close(): Promise<void>;
}

/** A host elsewhere and a carrier. */
export async function startElsewhere(): Promise<World> {
  const [nextHop, carrier] = await Promise.all([startNextHop(), startCarrier()]);
  return {
    nextHop,
    carrier,
    close: async () => {
      await nextHop.close();
      await carrier.close();
    },
  };
}

/** Of ten recipients it puts one off, and refuses one. */
function startNextHop(): Promise<SmtpSink> {
  let recipients = 0;
  return startSmtpSink({
    rcpt: () => {
      recipients++;
      if (recipients % 10 === 4) return '450 4.2.1 try again later';
      return recipients % 10 === 7 ? '550 5.1.1 no such user' : undefined;
    },
  });
}

/** Of ten messages it refuses one, and delivers the others, each with a receipt. */
function startCarrier(): Promise<Smsc> {
  return startSmsc({
    submit: (_, index) => (index % 10 === 6 ? { status: 'ESME_RINVDSTADR' } : { receipt: { after: 100 } }),
  });
}

/** Its owner writes text messages, and has a phone that sends them. */
const texting = 0;
/** Its owner's text messages go by the carrier. */
const byCarrier = 1;
const ownNumber = '+14255550100';

export class Traffic {
  readonly #postbus: WatchedPostbus;
  readonly #pace: Pace;
  readonly #phones: { readonly phone: Phone; readonly inbox: string; readonly mailbox: number }[] = [];
  readonly #running: Promise<void>[] = [];
  readonly #ending = new AbortController();
  readonly #carrier: Smsc;
  #messages = 0;

  constructor(postbus: WatchedPostbus, carrier: Smsc, pace: Pace) {
    this.#postbus = postbus;
    this.#carrier = carrier;
    this.#pace = pace;
  }

  /** Makes accounts, each with a phone that has its folders and its Inbox. */
  async prepare(): Promise<void> {
    for (let mailbox = 0; mailbox < this.#pace.mailboxes; mailbox++) {
      await this.#postbus.addAccount(addressOf(mailbox), password);
      const phone = this.#phone(mailbox, password);
      await phone.provision();
      await phone.folderSync();
      const inbox = phone.folderOf(FolderType.Inbox);
      await phone.syncAll(inbox);
      this.#phones.push({ phone, inbox, mailbox });
    }
    await this.#secure();
    await this.#postbus.addNumber(addressOf(byCarrier), ownNumber);
  }

  /** Nobody has a key: the mail of the first may not leave, that of the second leaves unsigned, and both learn certificates. */
  async #secure(): Promise<void> {
    for (const [mailbox, withoutKey] of (['refuse', 'send'] as const).entries())
      await this.#postbus.setPolicy(addressOf(mailbox), { sign: 'clear', withoutKey, learn: true });
  }

  start(): void {
    const actors = [
      ...this.#phones.map((one) => this.#live(one)),
      this.#sendBy(this.#postbus.smtp, false),
      this.#sendBy(this.#postbus.lmtp, true),
      this.#submit(),
      this.#mistype(),
      this.#follow(),
      this.#text(),
      this.#relayTexts(),
    ];
    this.#running.push(...actors);
  }

  /** @throws {Error} the first that one of them met */
  async stop(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#running);
    for (const { phone } of this.#phones) phone.close();
  }

  #phone(mailbox: number, secret: string, special: { deviceId?: string; smsOptions?: SyncOptions } = {}): Phone {
    const { origins } = this.#postbus;
    const origin = origins[mailbox % origins.length]!;
    return new Phone({ origin, user: addressOf(mailbox), password: secret, deviceId: `watched${mailbox}`, ...special });
  }

  /** Half of the messages each way; every twentieth for somebody unknown, every fifteenth comes twice. */
  async #sendBy(address: string, lmtp: boolean): Promise<void> {
    const { messages, mailboxes } = this.#pace;
    const started = performance.now();
    let client = await connected(address, lmtp ? 'LHLO' : 'EHLO');
    while (await this.#paused(2000 / Math.max(0.1, messages((performance.now() - started) / 1000)))) {
      const number = this.#messages++;
      const to = [number, number * 7 + 3].slice(0, 1 + (number % 2)).map((one) => addressOf(one % mailboxes));
      if (number % 20 === 19) to.push(`nobody@watched.example`);
      const data = number % 8 === 0 ? this.#signedMessage(to, number) : messageFrom(friend, to, number);
      const message = { from: friend, to: [...new Set(to)], data, lmtp };
      await client.sendMessage(message);
      if (number % 15 === 14) await client.sendMessage(message);
      if (number % 50 !== 49) continue;
      await client.quit();
      client = await connected(address, lmtp ? 'LHLO' : 'EHLO');
    }
    await client.quit();
  }

  #signedMessage(to: readonly string[], number: number): string {
    const { entity } = this.#postbus.signed;
    return `From: <${friend}>\r\nTo: ${to.join(', ')}\r\nSubject: Signed ${number}\r\nMessage-ID: <${number}@${friend}>\r\n${entity}`;
  }

  async #submit(): Promise<void> {
    while (await this.#paused(1000)) {
      const number = this.#messages++;
      const from = addressOf(number % this.#pace.mailboxes);
      const client = await connected(this.#postbus.submission, 'EHLO');
      await client.startTls();
      await client.command('EHLO desk.example');
      await client.authPlain(from, password);
      const to = [`friend${number}@${away}`, `other${number}@${away}`];
      await client.sendMessage({ from, to, data: messageFrom(from, to, number) });
      await client.quit();
    }
  }

  /** A pipeline that takes the newest message of a mailbox as .msg. */
  async #follow(): Promise<void> {
    const headers = { authorization: `Bearer ${pipelineSecret}` };
    const after = new Map<string, number>();
    for (let turn = 0; await this.#paused(1500); turn++) {
      const { origins } = this.#postbus;
      const mailbox = addressOf(turn % this.#pace.mailboxes);
      const place = `${origins[turn % origins.length]}/api/v1/mailboxes/${mailbox}`;
      const list = await fetch(`${place}/folders/inbox/messages?after=${after.get(mailbox) ?? 0}`, { headers });
      const { next } = (await list.json()) as { next: number };
      if (next === after.get(mailbox) || next === 0) continue;
      after.set(mailbox, next);
      await (await fetch(`${place}/messages/${next}?format=msg`, { headers })).arrayBuffer();
    }
  }

  /** Text messages by a phone and by a carrier, one for tomorrow, and answers by it, for a number of nobody too. */
  async #text(): Promise<void> {
    await this.#writeText(0, new Date(Date.now() + 86_400_000));
    for (let turn = 1; await this.#paused(1000); turn++) {
      await this.#writeText(turn);
      const to = turn % 7 === 3 ? '+14255550199' : ownNumber;
      await this.#carrier.deliver({ from: '+14255550123', to, text: `Answer ${turn}` });
    }
  }

  async #writeText(turn: number, at?: Date): Promise<void> {
    const headers = { authorization: `Bearer ${pipelineSecret}`, 'content-type': 'application/json' };
    const { origins } = this.#postbus;
    const mailbox = addressOf(turn % 2 === 0 ? texting : byCarrier);
    const place = `${origins[turn % origins.length]}/api/v1/mailboxes/${mailbox}/text-messages`;
    const body = JSON.stringify({ to: [`+1425555${1000 + (turn % 8000)}`], text: `Text ${turn}`, at });
    const answer = await fetch(place, { method: 'POST', headers, body });
    if (answer.status !== 202) throw new Error(`a text message was answered ${answer.status}`);
  }

  /** The phone that sends what its owner writes: it waits at the Outbox. [MS-ASMS] 3.1.5.1 */
  async #relayTexts(): Promise<void> {
    const { signal } = this.#ending;
    const phone = this.#phone(texting, password, { deviceId: 'relaying', smsOptions: {} });
    await phone.provision();
    await phone.folderSync();
    await phone.tellOutboundSms({ enabled: true, phoneNumber: '+14255550111' });
    const [outbox, sent] = [phone.folderOf(FolderType.Outbox), phone.folderOf(FolderType.SentItems)];
    for (const folder of [outbox, sent]) await phone.syncAll(folder);
    while (!signal.aborted) {
      try {
        await phone.sync(outbox, { heartbeat, signal });
        for (const [id, { To = '', Body }] of phone.collection(outbox).items.entries()) {
          await phone.delete(outbox, id);
          const text = String(Body?.Data ?? '');
          const { addresses: to } = readMobileAddresses(To);
          await phone.addSms(sent, { to, text, read: true, importance: Importance.Normal, dateReceived: new Date() });
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    phone.close();
  }

  /** Somebody whose phone has an old password. */
  async #mistype(): Promise<void> {
    while (await this.#paused(4000)) {
      const phone = this.#phone(0, 'an old password');
      await phone.post('FolderSync', new Uint8Array());
      phone.close();
    }
  }

  /** Waits for mail, takes it, reads it, and answers some of it. */
  async #live({ phone, inbox, mailbox }: { phone: Phone; inbox: string; mailbox: number }): Promise<void> {
    const { signal } = this.#ending;
    for (let turn = mailbox; !signal.aborted; turn++) {
      try {
        if (turn % 3 === 0) await phone.sync(inbox, { heartbeat, signal });
        else await phone.ping([inbox], heartbeat, signal);
        await phone.syncAll(inbox);
        const [id] = [...phone.collection(inbox).items.entries()].at(-1) ?? [];
        if (id !== undefined && turn % 4 === 0) await phone.markRead(inbox, id, true);
        if (id !== undefined && turn % 8 === 1) await phone.fetchMime(inbox, id);
        if (id !== undefined && turn % 10 === 2) await this.#answer(phone, inbox, id, mailbox);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  async #answer(phone: Phone, inbox: string, id: string, mailbox: number): Promise<void> {
    const to = [addressOf((mailbox + 1) % this.#pace.mailboxes), `friend@${away}`];
    await phone.smartReply(inbox, id, Buffer.from(messageFrom(addressOf(mailbox), to, this.#messages++)));
  }

  /** @returns whether it goes on */
  async #paused(milliseconds: number): Promise<boolean> {
    const { signal } = this.#ending;
    await after(milliseconds, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}

async function connected(address: string, hello: 'EHLO' | 'LHLO'): Promise<SmtpClient> {
  const colon = address.lastIndexOf(':');
  const client = await SmtpClient.connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  await client.reply();
  await client.command(`${hello} host.example`);
  return client;
}

/** A few lines; every tenth with an attachment of 200 KiB. */
function messageFrom(from: string, to: readonly string[], number: number): string {
  const fields = `From: <${from}>\r\nTo: ${to.map((address) => `<${address}>`).join(', ')}\r\nSubject: Message ${number}\r\nMessage-ID: <${number}@${from}>\r\nDate: ${new Date().toUTCString()}\r\nMIME-Version: 1.0\r\n`;
  const words = `Hello,\r\n\r\nthis is message ${number}.\r\n`;
  if (number % 10 !== 0) return `${fields}Content-Type: text/plain; charset=utf-8\r\n\r\n${words}`;
  const file = (
    randomBytes(150_000)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
  return `${fields}Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\nContent-Type: text/plain\r\n\r\n${words}\r\n--part\r\nContent-Type: application/octet-stream; name=file.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--part--\r\n`;
}
