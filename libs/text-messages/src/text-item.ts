/** A text message as the store takes it. */
import type { NewMessage } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';

/**
 * @param object an SMS or MMS object
 * @param at epoch milliseconds: when it was submitted, sent or received
 */
export function textItem(object: MessageObject, at: number, read: boolean, traceparent?: string): NewMessage {
  return {
    object,
    summary: summarize(object),
    received: at,
    read,
    ...(traceparent !== undefined && { traceparent }),
  };
}
