/**
 * Multimedia messages that a carrier's gateway sends on as mail, put into Inboxes as the MMS objects that they were.
 * [MS-OXOSMMS] 3.2.1
 */
import { type BusRecord, type MailReceived, type SmsReceived, derivedEventId } from '@postbus/contracts';
import { type MailboxScope, type NewMessage, domainOf } from '@postbus/domain';
import type { BlobStore, Directory, MailStore, TextMessageStore } from '@postbus/ports';
import { normalizedNumber, receivedKey, receivedRecord } from '@postbus/text-messages';
import type { BoundedAttempts } from './bounded-attempts.ts';
import type { Handling } from './deliver-message.ts';
import { keepLargeValues } from './keep-large-values.ts';
import type { ReadGatewayMms, TextWork } from './text-work.ts';

export interface GatewayMailParts {
  readonly directory: Pick<Directory, 'account'>;
  readonly texts: Pick<TextMessageStore, 'lastTo'>;
  readonly blobs: Pick<BlobStore, 'read' | 'put'>;
  readonly attempts: BoundedAttempts;
  readonly work: Pick<TextWork, 'gateway'>;
  readonly mailboxes: Pick<MailStore, 'apply'>;
}

export interface GatewayMailOptions {
  /** Names of channels by the domains of their gateways, in lower case. */
  readonly gateways: ReadonlyMap<string, string>;
  /** At which numbers have addresses here. */
  readonly mailDomain: string | undefined;
}

type Recipients = MailReceived['recipients'];

/** A message of a gateway, read. */
interface FromGateway extends ReadGatewayMms {
  readonly channel: string;
  /** In E.164 where it is such a number. */
  readonly number: string;
}

export class DeliverFromGateway {
  constructor(
    private readonly parts: GatewayMailParts,
    private readonly options: GatewayMailOptions,
  ) {}

  /**
   * Both the reverse-path and From must be of the gateway: who may use the former, SPF says to whoever takes mail in.
   * @returns those whose mail it is, to be delivered as any
   * @throws {PortError} where a store is away; {ConversionError} `aborted`
   */
  async execute(received: MailReceived, handling: Handling): Promise<Recipients> {
    const domain = domainOf(received.reversePath.address);
    const channel = this.options.gateways.get(domain);
    if (channel === undefined) return received.recipients;
    const read = await this.#read(received, domain, handling.signal);
    if (read === undefined) return received.recipients;
    const number = normalizedNumber(read.from) ?? normalizedNumber(`+${read.from}`) ?? read.from;
    await keepLargeValues(read.object, this.parts.blobs);
    const byMail: Recipients = [];
    for (const recipient of received.recipients) {
      const last = await this.parts.texts.lastTo(recipient.mailbox, number);
      const from = { ...read, channel, number };
      if (last?.mail === undefined) await this.#insert(received, recipient, from, handling);
      else {
        await this.#tell(received, recipient, from, handling);
        byMail.push(recipient);
      }
    }
    return byMail;
  }

  #read({ id, raw, receivedAt }: MailReceived, domain: string, signal: AbortSignal) {
    const { attempts, blobs, work } = this.parts;
    const { mailDomain } = this.options;
    const numberDomains = mailDomain === undefined ? [domain] : [domain, mailDomain];
    const task = { kind: 'gateway', numberDomains, receivedAt: Date.parse(receivedAt) } as const;
    return attempts.execute<ReadGatewayMms | undefined>(
      {
        id: `${id}/gateway`,
        size: raw.size,
        signal,
        read: () => blobs.read(raw),
        run: (bytes, isolated) => work.gateway(bytes, task, { isolated, signal }),
      },
      () => undefined,
    );
  }

  async #insert(
    received: MailReceived,
    recipient: Recipients[number],
    from: FromGateway,
    { traceparent }: Handling,
  ): Promise<void> {
    const { raw, id } = received;
    const message: NewMessage = {
      object: from.object,
      summary: from.summary,
      mime: raw,
      received: Date.parse(received.receivedAt),
      read: false,
      ...(traceparent !== undefined && { traceparent }),
    };
    await this.parts.mailboxes.apply(
      scopeOf(received, recipient),
      [{ do: 'insert-message', folder: 'inbox', message }],
      {
        dedupe: [`mail/${id}`],
        events: [await this.#record(received, recipient, from, 'text-message', traceparent)],
        ...(traceparent !== undefined && { traceparent }),
      },
    );
  }

  /** Of what comes as mail, once; the mail itself is delivered as any. */
  async #tell(
    received: MailReceived,
    recipient: Recipients[number],
    from: FromGateway,
    { traceparent }: Handling,
  ): Promise<void> {
    await this.parts.mailboxes.apply(scopeOf(received, recipient), [], {
      dedupe: [receivedKey(received.id)],
      events: [await this.#record(received, recipient, from, 'mail', traceparent)],
    });
  }

  async #record(
    { id: mail, tenant, receivedAt }: MailReceived,
    { mailbox, address }: Recipients[number],
    { channel, number }: FromGateway,
    as: SmsReceived['as'],
    traceparent: string | undefined,
  ): Promise<BusRecord> {
    const account = await this.parts.directory.account(mailbox);
    const own = account?.phoneNumbers?.find(({ verifiedAt }) => verifiedAt !== undefined);
    const id = derivedEventId('mms-by-mail', mail, mailbox);
    const to = (own?.number ?? address).slice(0, 200);
    const way = { kind: 'mms', channel, from: number, to, parts: 1, complete: true, as } as const;
    const facts = { id, tenant, mailbox, ...way, receivedAt: Date.parse(receivedAt) };
    return receivedRecord(facts, '/conversion', traceparent);
  }
}

function scopeOf({ tenant }: MailReceived, { mailbox }: Recipients[number]): MailboxScope {
  return { tenant, mailbox, principal: { kind: 'service', service: 'conversion' } };
}
