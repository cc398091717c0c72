/** How often a message was received before: more than a limit means that it goes round. RFC 5321 6.3 */
import { IngestError } from '../ingest-error.ts';
import type { MessageBody } from '../smtp/message-body.ts';

const receivedForm = /^received[ \t]*:/gim;

/** @throws {IngestError} `too-many-hops` */
export function checkHops(id: string, body: MessageBody, most: number): void {
  const header = body.head.toString('latin1', 0, body.headerBytes);
  if (countOf(header, receivedForm) > most)
    throw new IngestError('too-many-hops', id, `more than ${most} Received fields`);
}

function countOf(text: string, form: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(form)) count++;
  return count;
}
