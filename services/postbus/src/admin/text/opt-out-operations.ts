/** The operations on who wants no text messages, and of whom. */
import type { OptOut as KeptOptOut, TextMessageStore, Clock } from '@postbus/ports';
import { normalizedNumber } from '@postbus/text-messages';
import { AdminError } from '../admin-error.ts';
import type { Administration } from '../operations.ts';
import { numberOf } from './number-operations.ts';
import type { OptOut } from './text-operations.ts';

export interface OptOutPorts {
  readonly textMessages: TextMessageStore;
  readonly clock: Clock;
  /** Where numbers without a country code are dialled from. */
  readonly region: string | undefined;
}

type OptOutOperations = Pick<Administration, 'listOptOuts' | 'addOptOut' | 'removeOptOut'>;

export function optOutOperations({ textMessages, clock, region }: OptOutPorts): OptOutOperations {
  const entryOf = ({ number, sender }: { readonly number: string; readonly sender: string }) => ({
    number: numberOf(number, region),
    sender: normalizedNumber(sender, region) ?? sender,
  });
  return {
    listOptOuts: async ({ after, limit }) => {
      const most = Number(limit ?? 100);
      const found = await textMessages.optOuts({
        limit: most,
        ...(after !== undefined && { after: positionOf(after) }),
      });
      const last = found.length === most ? found.at(-1) : undefined;
      return { optOuts: found.map(viewOf), ...(last !== undefined && { next: `${last.number} ${last.sender}` }) };
    },
    addOptOut: async (given) => {
      const entry = { ...entryOf(given), at: clock.now() };
      await textMessages.optOut(entry);
      return viewOf(entry);
    },
    removeOptOut: async (given) => {
      const entry = entryOf(given);
      if (!(await textMessages.optIn(entry.number, entry.sender)))
        throw new AdminError('no-such-opt-out', `${entry.number} did not refuse what comes from ${entry.sender}`);
      return entry;
    },
  };
}

function viewOf({ number, sender, at }: KeptOptOut): OptOut {
  return { number, sender, at: new Date(at).toISOString() };
}

/** @throws {AdminError} `invalid-input` */
function positionOf(written: string): Pick<KeptOptOut, 'number' | 'sender'> {
  const space = written.indexOf(' ');
  if (space === -1) throw new AdminError('invalid-input', 'after is what next of a page was');
  return { number: written.slice(0, space), sender: written.slice(space + 1) };
}
