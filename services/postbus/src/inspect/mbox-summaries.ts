/** The messages of an mbox, each in a few words. */
import { type MboxMessage, splitMboxChunks } from '@postbus/message-file';
import { parseDateTime, parseMime } from '@postbus/mime';
import { count, counted } from '../terminal/numbers.ts';
import type { Palette } from '../terminal/palette.ts';
import { shortened } from '../terminal/cells.ts';
import { table } from '../terminal/table.ts';

export interface MboxSummary {
  /** From 1. */
  readonly number: number;
  /** Of its separator, in bytes from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601, in UTC. */
  readonly date?: string;
  readonly from?: string;
  readonly subject?: string;
}

const fromCells = 32;
const subjectCells = 60;

/** @throws {MessageFileError} as `splitMboxChunks` does */
export async function mboxSummaries(chunks: AsyncIterable<Uint8Array>): Promise<MboxSummary[]> {
  const summaries: MboxSummary[] = [];
  for await (const message of splitMboxChunks(chunks)) summaries.push(summaryOf(message));
  return summaries;
}

export function mboxTable(name: string, summaries: readonly MboxSummary[], palette: Palette): string {
  const rows = summaries.map(({ number, date, from, subject, size }) => [
    count(number),
    date ?? '',
    shortened(from ?? '', fromCells),
    shortened(subject ?? '', subjectCells),
    count(size),
  ]);
  const title = `${palette.heading(name)}  ${palette.quiet(`mbox, ${counted(summaries.length, 'message')}`)}\n`;
  return summaries.length === 0
    ? title
    : `${title}\n${table(['NO', 'DATE', 'FROM', 'SUBJECT', 'BYTES'], rows, palette)}`;
}

function summaryOf({ number, offset, bytes }: MboxMessage): MboxSummary {
  const { headers } = parseMime(bytes, { parts: 1 });
  const [from, subject] = [headers.first('From')?.text, headers.first('Subject')?.text];
  const date = parseDateTime(headers.first('Date')?.value ?? '');
  return {
    number,
    offset,
    size: bytes.length,
    ...(date === undefined ? {} : { date: new Date(date.epochMs).toISOString().replace('.000Z', 'Z') }),
    ...(from === undefined ? {} : { from }),
    ...(subject === undefined ? {} : { subject }),
  };
}
