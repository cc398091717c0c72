/** What the pool and its threads say to each other. */
import type { MessageSummary } from '@postbus/domain';
import type { StoredMessage } from '@postbus/mapi';

export interface ConvertRequest {
  readonly id: number;
  readonly raw: Uint8Array;
  readonly receivedAt: number;
}

export type ConvertAnswer =
  | { readonly id: number; readonly message: StoredMessage; readonly summary: MessageSummary }
  | { readonly id: number; readonly failure: string };
