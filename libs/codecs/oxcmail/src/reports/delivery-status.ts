/** message/delivery-status, read and written. RFC 3464 2, RFC 6533 */
import type { HeaderWriteOptions } from '@postbus/mime';
import { type FieldGroup, type WrittenField, fieldGroups, fieldText, writtenGroups } from './field-groups.ts';
import { type DeliveryAction, deliveryActions } from './report-class.ts';
import { actionOfStatus, statusCodeIn } from './status-code.ts';
import { type TypedValue, typedValue } from './typed-value.ts';

export interface DeliveryStatus {
  readonly reportingMta: TypedValue | undefined;
  /** In their order; groups without an Action that is known are left out. */
  readonly recipients: readonly RecipientStatus[];
}

/** Per-recipient fields. RFC 3464 2.3, and those that Exchange adds, [MS-OXCMAIL] 2.2.3.7.1 */
export interface RecipientStatus {
  readonly action: DeliveryAction;
  readonly finalRecipient: TypedValue | undefined;
  readonly originalRecipient: TypedValue | undefined;
  /** As it stands. */
  readonly status: string | undefined;
  readonly remoteMta: TypedValue | undefined;
  /** As it stands. */
  readonly diagnosticCode: string | undefined;
  readonly supplementaryInfo: string | undefined;
  readonly displayName: string | undefined;
}

/**
 * @param content of the part, its transfer encoding undone
 * @param most recipients read. Stops a report of a million recipients, each of which costs a row.
 */
export function parseDeliveryStatus(content: Uint8Array, most: number): DeliveryStatus {
  const groups = fieldGroups(content, most + 1);
  return {
    reportingMta: typedValue(groups.find((group) => group.has('reporting-mta'))?.get('reporting-mta')),
    recipients: groups.flatMap((group) => recipientStatus(group) ?? []).slice(0, most),
  };
}

function recipientStatus(group: FieldGroup): RecipientStatus | undefined {
  const action = actionOf(group);
  if (action === undefined) return undefined;
  return {
    action,
    finalRecipient: typedValue(group.get('final-recipient')),
    originalRecipient: typedValue(group.get('original-recipient')),
    status: group.get('status'),
    remoteMta: typedValue(group.get('remote-mta')),
    diagnosticCode: group.get('diagnostic-code') || undefined,
    supplementaryInfo: fieldText(group, 'x-supplementary-info'),
    displayName: fieldText(group, 'x-display-name'),
  };
}

/** What Action says, or, where it is missing, the kind of the status. RFC 3464 2.3.3, 2.3.4 */
function actionOf(group: FieldGroup): DeliveryAction | undefined {
  const given = group.get('action');
  if (given === undefined) return actionOfStatus(statusCodeIn(group.get('status')));
  const word = /^[a-z]+/.exec(given.toLowerCase())?.[0];
  return deliveryActions.find((one) => one === word);
}

/** What is written of one recipient. */
export interface WrittenRecipientStatus {
  readonly address: string;
  readonly action: DeliveryAction;
  readonly status: string;
  readonly remoteMta: string | undefined;
  readonly supplementaryInfo: string | undefined;
  readonly displayName: string | undefined;
}

/** The content of a message/delivery-status. [MS-OXCMAIL] 2.1.3.6.1 */
export function deliveryStatusText(
  reportingMta: string,
  recipients: readonly WrittenRecipientStatus[],
  options: HeaderWriteOptions,
): string {
  const message: WrittenField[] = [['Reporting-MTA', `dns; ${reportingMta}`]];
  return writtenGroups([message, ...recipients.map(recipientFields)], options);
}

function recipientFields(recipient: WrittenRecipientStatus): WrittenField[] {
  const fields: WrittenField[] = [
    ['Final-Recipient', `${addressTypeOf(recipient.address)}; ${recipient.address}`],
    ['Action', recipient.action],
    ['Status', recipient.status],
  ];
  const { remoteMta, supplementaryInfo, displayName } = recipient;
  if (remoteMta !== undefined) fields.push(['Remote-MTA', `dns; ${remoteMta}`]);
  if (supplementaryInfo !== undefined) fields.push(['X-Supplementary-Info', supplementaryInfo]);
  if (displayName !== undefined) fields.push(['X-Display-Name', displayName]);
  return fields;
}

/** RFC 6533 3: an address outside ASCII has a type of its own. */
export function addressTypeOf(address: string): string {
  return /^[ -~]*$/.test(address) ? 'rfc822' : 'utf-8';
}
