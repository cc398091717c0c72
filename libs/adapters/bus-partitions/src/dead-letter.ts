/**
 * Dead letters as records of `<topic>.dlq`: the record's own key, headers and bytes, and headers that say what became
 * of it. Taking those headers off gives the record back.
 */
import type { BusRecord } from '@postbus/contracts';
import type { DeadLetter, ReceivedRecord } from '@postbus/ports';
import { deadLetterSuffix } from './topic-options.ts';

const prefix = 'postbus-dlq-';
/** Of a message kept in a header; longer ones are cut. */
const longestMessage = 2000;

export interface Failure {
  readonly group: string;
  readonly error: unknown;
  /** Epoch milliseconds. */
  readonly failedAt: number;
}

/** The error's stable code, or its class. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (typeof code === 'string' && code !== '') return code;
  return error instanceof Error ? error.name : typeof error;
}

export function toDeadLetter(record: ReceivedRecord, { group, error, failedAt }: Failure): BusRecord {
  const message = error instanceof Error ? error.message : String(error);
  return {
    topic: record.topic + deadLetterSuffix,
    key: record.key,
    headers: {
      ...record.headers,
      [`${prefix}group`]: group,
      [`${prefix}code`]: errorCode(error),
      [`${prefix}message`]: message.slice(0, longestMessage),
      [`${prefix}failed-at`]: String(failedAt),
      [`${prefix}published-at`]: String(record.publishedAt),
      [`${prefix}partition`]: String(record.partition),
      [`${prefix}offset`]: String(record.offset),
    },
    value: record.value,
  };
}

export function fromDeadLetter(letter: ReceivedRecord): DeadLetter {
  return {
    id: String(letter.offset),
    group: letter.headers[`${prefix}group`] ?? '',
    record: originalRecord(letter),
    code: letter.headers[`${prefix}code`] ?? '',
    message: letter.headers[`${prefix}message`] ?? '',
    failedAt: Number(letter.headers[`${prefix}failed-at`] ?? letter.publishedAt),
  };
}

/** When the record was first published, epoch milliseconds. */
export function firstPublishedAt(letter: ReceivedRecord): number {
  return Number(letter.headers[`${prefix}published-at`] ?? letter.publishedAt);
}

export function originalRecord({ topic, key, headers, value }: ReceivedRecord): BusRecord {
  const own = Object.entries(headers).filter(([name]) => !name.startsWith(prefix));
  return { topic: topic.slice(0, -deadLetterSuffix.length), key, headers: Object.fromEntries(own), value };
}
