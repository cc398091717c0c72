/** The fields of message/delivery-status and message/global-delivery-status. RFC 3464 2, RFC 6533 3, 4 */
import { formatDateTime, textField } from '@postbus/mime';
import type { RecipientState, ReportKind } from '../delivery/delivery-state.ts';

export interface DeliveryStatus {
  readonly kind: ReportKind;
  /** Our own name. RFC 3464 2.2.2 */
  readonly reportingMta: string;
  /** As on the wire: xtext. */
  readonly envid?: string | undefined;
  /** Epoch milliseconds. */
  readonly arrival: number;
  readonly recipients: readonly RecipientState[];
  /** Epoch milliseconds; of a delay. */
  readonly retryUntil?: number | undefined;
}

const ascii = /^[\x20-\x7e]*$/;

/** Whether the fields need UTF-8, so that the type is message/global-delivery-status. */
export function isInternationalized(recipients: readonly RecipientState[]): boolean {
  return recipients.some(
    ({ address, orcpt = '', last }) => !ascii.test(address + fromXtext(orcpt) + (last?.text ?? '')),
  );
}

/** Groups of fields, each ending with an empty line but the last. */
export function deliveryStatusText(status: DeliveryStatus): string {
  const groups = [messageFields(status), ...status.recipients.map((recipient) => recipientFields(recipient, status))];
  return groups.map((fields) => `${fields.join('\r\n')}\r\n`).join('\r\n');
}

/** RFC 3464 2.2 */
function messageFields({ reportingMta, envid, arrival }: DeliveryStatus): string[] {
  return [
    ...(envid === undefined ? [] : [field('Original-Envelope-Id', fromXtext(envid))]),
    field('Reporting-MTA', `dns; ${reportingMta}`),
    field('Arrival-Date', formatDateTime(arrival)),
  ];
}

/** RFC 3464 2.3 */
function recipientFields({ address, orcpt, last }: RecipientState, { kind, retryUntil }: DeliveryStatus): string[] {
  const fields: string[] = [];
  if (orcpt !== undefined) fields.push(field('Original-Recipient', originalRecipient(orcpt)));
  fields.push(
    field('Final-Recipient', typedAddress(address)),
    field('Action', kind),
    field('Status', last?.status ?? '4.0.0'),
  );
  if (last?.remoteMta !== undefined) fields.push(field('Remote-MTA', `dns; ${last.remoteMta}`));
  if (last !== undefined && kind !== 'relayed')
    fields.push(field('Diagnostic-Code', `${last.replied ? 'smtp' : 'x-postbus'}; ${last.text}`));
  if (last !== undefined) fields.push(field('Last-Attempt-Date', formatDateTime(last.at)));
  if (kind === 'delayed' && retryUntil !== undefined)
    fields.push(field('Will-Retry-Until', formatDateTime(retryUntil)));
  return fields;
}

/** RFC 6533 3 */
function typedAddress(address: string): string {
  return `${ascii.test(address) ? 'rfc822' : 'utf-8'}; ${address}`;
}

function originalRecipient(orcpt: string): string {
  const separator = orcpt.indexOf(';');
  return `${orcpt.slice(0, separator)}; ${fromXtext(orcpt.slice(separator + 1))}`;
}

/**
 * What xtext, or an address escaped by `\\x{HEX}`, stands for. Control characters are left out: it came from outside and
 * goes into a header. RFC 3461 4, RFC 6533 3
 */
export function fromXtext(text: string): string {
  const escape = /\+([0-9A-F]{2})|\\x\{([0-9A-F]{2,5}|10[0-9A-F]{4})\}/g;
  const decoded = text.replace(escape, (_, byte: string | undefined, scalar: string | undefined) =>
    String.fromCodePoint(Number.parseInt(byte ?? scalar ?? '', 16)),
  );
  return decoded.toWellFormed().replace(/\p{Cc}/gu, '');
}

function field(name: string, value: string): string {
  return textField(name, value, { utf8: true });
}
