/** The text of a delivery receipt. SMPP 3.4 Appendix B: an example that carriers follow more or less. */
import { type MessageState, messageStateOf, messageStateText } from './message-state.ts';
import { readReceiptDate, receiptDateText } from './receipt-date.ts';

export interface DeliveryReceipt {
  /** As written; `messageIdForms` finds the message by it. */
  readonly id?: string | undefined;
  /** How many messages were submitted, and how many of them delivered. */
  readonly submitted?: number | undefined;
  readonly delivered?: number | undefined;
  readonly submitDate?: Date | undefined;
  readonly doneDate?: Date | undefined;
  /** The state that `stat` means; absent where it is none of those known. */
  readonly state?: MessageState | undefined;
  readonly stat?: string | undefined;
  /** What network or carrier give as the reason, as written: digits in most. */
  readonly error?: string | undefined;
  /** The first characters of the message, where the carrier gives them back. */
  readonly text?: string | undefined;
  /** Fields that Appendix B does not have, by their names in small letters. */
  readonly further: ReadonlyMap<string, string>;
}

export interface ReceiptReadOptions {
  /** How far the carrier's clock is ahead of UTC, in minutes. */
  readonly offsetMinutes?: number | undefined;
  /** When the receipt came, to tell apart two readings of a date; now unless told. */
  readonly near?: Date | undefined;
}

/** A name and its colon, behind a blank or a mark between fields; names of two words are those of Appendix B. */
const fieldName = /(?<=^|[\s\0,;|])((?:submit|done)[ _-]?date|message[ _-]?id|[a-z][\w-]*)[ \t]*:/gi;

/** Names of fields, without the marks in them, as Appendix B has them. */
const names: ReadonlyMap<string, string> = new Map([
  ['messageid', 'id'],
  ['msgid', 'id'],
  ['submitted', 'sub'],
  ['delivered', 'dlvrd'],
  ['dlvr', 'dlvrd'],
  ['status', 'stat'],
  ['state', 'stat'],
  ['error', 'err'],
  ['errorcode', 'err'],
  ['txt', 'text'],
  ['msg', 'text'],
]);
const appendixB: ReadonlySet<string> = new Set(['id', 'sub', 'dlvrd', 'submitdate', 'donedate', 'stat', 'err', 'text']);

/**
 * Reads the text of a delivery receipt, in any order of its fields, whatever case, with fields missing, empty or added.
 * The text of the message is last: what stands behind its name is never read as fields.
 *
 * @returns undefined where it has neither an id nor a status, and so is none
 */
export function readDeliveryReceipt(receipt: string, options: ReceiptReadOptions = {}): DeliveryReceipt | undefined {
  const fields = fieldsOf(receipt);
  const id = present(fields.get('id'));
  const stat = present(fields.get('stat'));
  if (id === undefined && stat === undefined) return undefined;
  const date = (name: string): Date | undefined =>
    readReceiptDate(fields.get(name) ?? '', options.offsetMinutes, options.near);
  return {
    id,
    submitted: countOf(fields.get('sub')),
    delivered: countOf(fields.get('dlvrd')),
    submitDate: date('submitdate'),
    doneDate: date('donedate'),
    state: stat === undefined ? undefined : messageStateOf(stat),
    stat,
    error: present(fields.get('err')),
    text: fields.get('text'),
    further: new Map([...fields].filter(([name]) => !appendixB.has(name))),
  };
}

export interface ReceiptToWrite {
  readonly id: string;
  readonly state: MessageState;
  readonly submitDate: Date;
  readonly doneDate: Date;
  /** 1 unless told. */
  readonly submitted?: number | undefined;
  /** As many as were submitted where the state is `Delivered`, else 0, unless told. */
  readonly delivered?: number | undefined;
  readonly error?: string | undefined;
  /** Its first 20 characters are written. */
  readonly text?: string | undefined;
  readonly offsetMinutes?: number | undefined;
}

/** The text of a receipt as Appendix B has it, dates in UTC unless told. */
export function deliveryReceiptText(receipt: ReceiptToWrite): string {
  const { submitted = 1, offsetMinutes = 0 } = receipt;
  const delivered = receipt.delivered ?? (receipt.state === 2 ? submitted : 0);
  const count = (value: number): string => String(value).padStart(3, '0');
  const date = (value: Date): string => receiptDateText(value, { offsetMinutes });
  return (
    `id:${receipt.id} sub:${count(submitted)} dlvrd:${count(delivered)} submit date:${date(receipt.submitDate)} ` +
    `done date:${date(receipt.doneDate)} stat:${messageStateText(receipt.state)} ` +
    `err:${(receipt.error ?? '').padStart(3, '0')} text:${Array.from(receipt.text ?? '')
      .slice(0, 20)
      .join('')}`
  );
}

/** The first field of a name counts. */
function fieldsOf(receipt: string): Map<string, string> {
  const fields = new Map<string, string>();
  let open: { name: string; from: number } | undefined;
  const close = (to: number): void => {
    if (open !== undefined && !fields.has(open.name)) fields.set(open.name, trimmed(receipt.slice(open.from, to)));
  };
  for (const match of receipt.matchAll(fieldName)) {
    close(match.index);
    const from = match.index + match[0].length;
    open = { name: nameOf(match[1]!), from };
    if (open.name === 'text') {
      fields.set('text', receipt.slice(from).replace(/[\0\r\n]+$/, ''));
      return fields;
    }
  }
  close(receipt.length);
  return fields;
}

function nameOf(written: string): string {
  const bare = written.toLowerCase().replace(/[ _-]/g, '');
  return names.get(bare) ?? bare;
}

/** Without blanks, NUL and the marks that some carriers put between fields. */
function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

function isBlank(unit: number): boolean {
  return unit <= 0x20 || unit === 0x2c || unit === 0x3b || unit === 0x7c;
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function countOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
