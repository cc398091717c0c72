/** What a session was told, as the use cases take it; the message's trace begins here. */
import { randomUUID } from 'node:crypto';
import { newTraceparent } from '@postbus/domain';
import { type MessageSpan, messageSpan } from '../channels.ts';
import type { Envelope, EnvelopeRecipient } from '../use-cases/envelope.ts';
import { type Client, transmissionType } from '../smtp/client.ts';
import type { MessageBody } from '../smtp/message-body.ts';
import { receivedField } from '../smtp/received-field.ts';
import type { RecipientParameters } from '../smtp/recipient-parameters.ts';
import type { Transaction } from '../smtp/transaction.ts';
import type { Destination } from '../use-cases/find-recipient.ts';
import { inSmtpWords } from './refusal.ts';

export interface Arrival {
  readonly listener: string;
  readonly hostname: string;
  readonly client: Client;
  readonly transaction: Transaction<Destination>;
  readonly body: MessageBody;
}

/** Keeps the message by `keep`, within a span of its own. @returns the message's id */
export async function arrive(arrival: Arrival, keep: (envelope: Envelope) => Promise<void>): Promise<string> {
  const { listener, client, transaction } = arrival;
  const protocol = transmissionType(client, transaction.sender.parameters.smtpUtf8 === true);
  const span: MessageSpan = {
    listener,
    protocol,
    id: randomUUID(),
    recipients: transaction.recipients.length,
  };
  const work = (): Promise<void> => inSmtpWords(() => keep(toEnvelope(arrival, span)));
  await (messageSpan.hasSubscribers ? messageSpan.tracePromise(work, span) : work());
  return span.id;
}

function toEnvelope({ client, hostname, transaction, body }: Arrival, span: MessageSpan): Envelope {
  const { mailbox, parameters } = transaction.sender;
  const { size: _, body: type = '7BIT', smtpUtf8 = false, ...dsn } = parameters;
  const at = Date.now();
  const only = transaction.recipients.length === 1 ? transaction.recipients[0]!.mailbox.address : undefined;
  const received = { client, hostname, id: span.id, smtpUtf8, at, ...(only !== undefined && { recipient: only }) };
  return {
    id: span.id,
    reversePath: { address: mailbox.address, smtpUtf8, body: type, ...dsn },
    client: { address: client.address, helo: client.hello?.name ?? '', protocol: span.protocol },
    recipients: transaction.recipients.map((recipient) => toRecipient(recipient.mailbox.address, recipient)),
    received: receivedField(received),
    body,
    at,
    // Where nobody traces, those that come after are one trace all the same.
    traceparent: () => (span.traceparent ??= newTraceparent()),
  };
}

interface Found {
  readonly parameters: RecipientParameters;
  readonly target: Destination;
}

function toRecipient(address: string, { parameters, target }: Found): EnvelopeRecipient {
  const asked = parameters.notify !== undefined || parameters.orcpt !== undefined;
  return { address, ...(target.kind === 'local' && { account: target.account }), ...(asked && { dsn: parameters }) };
}
