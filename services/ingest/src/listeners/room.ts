/** Whether there is room to keep mail: asked before a message is let in, so that none is taken that cannot be kept. */
import { IngestError } from '../ingest-error.ts';
import { refusalOf } from './refusal.ts';

export interface Room {
  readonly isFull: boolean;
}

/** Always room: for blob stores that tell themselves. */
export const noLimit: Room = { isFull: false };

/** @throws {SmtpRefusal} 452 4.3.1 */
export function checkRoom(room: Room): void {
  if (room.isFull) throw refusalOf(new IngestError('storage-full', 'disk', 'the disk is nearly full'));
}
