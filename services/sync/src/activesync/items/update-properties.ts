/** The operation that changes properties of a message and nothing else of it. */
import type { Operation, StoredMessage } from '@postbus/domain';
import type { PropertyBag } from '@postbus/mapi';
import { messageMarks } from '@postbus/oxcmail';

/** Refused by the store where the message changed after `stored` was read. @param properties all of the new ones */
export function updateProperties(stored: StoredMessage, properties: PropertyBag): Operation {
  const { id, changeNumber, object, summary, mime, received, traceparent } = stored;
  const { flagStatus: _, categories: __, lastVerb: ___, lastVerbAt: ____, ...unmarked } = summary;
  return {
    do: 'update-message',
    id,
    ifChangeNumber: changeNumber,
    message: {
      object: { ...object, properties },
      summary: { ...unmarked, ...messageMarks(properties) },
      received,
      ...(mime !== undefined && { mime }),
      ...(traceparent !== undefined && { traceparent }),
    },
  };
}
