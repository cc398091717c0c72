/** What the answer to a submission means for a message. SMPP 3.4 5.1.3 */
import type { TextFault } from '@postbus/domain';
import type { SubmitOutcome } from '@postbus/ports';
import { type CommandStatus, statusCode } from '@postbus/smpp';
import { messageIdForm } from '@postbus/sms';
import type { SmppChannelSettings } from './channel-settings.ts';
import type { SmppAnswered, SmppOutcome } from './outcome.ts';

type Refusal = 'never' | 'later' | 'elsewhere';

/** Of the recipient or of the message itself: another carrier says the same. */
const ofTheMessage: ReadonlySet<number> = new Set([statusCode('ESME_RINVDSTADR'), statusCode('ESME_RDELIVERYFAILURE')]);

export function submitOutcomeOf(outcome: SmppOutcome, settings: SmppChannelSettings): SubmitOutcome {
  if (outcome.outcome === 'answered') return answeredOutcome(outcome, settings);
  const { code } = outcome.error;
  const fault = { code, text: sayings[outcome.outcome] };
  if (outcome.outcome === 'unknown') return { outcome: 'unknown', fault };
  if (code !== 'bad-request') return { outcome: 'unsent', fault };
  return { outcome: 'refused', retry: 'elsewhere', fault };
}

/** Of an answer, also of one that came late. */
export function answeredOutcome(
  { status, messageId }: SmppAnswered,
  settings: SmppChannelSettings,
): SubmitOutcome & { readonly outcome: 'accepted' | 'refused' } {
  if (status.code === 0) {
    return { outcome: 'accepted', messageId: messageId === undefined ? undefined : idToKeep(messageId, settings) };
  }
  return { outcome: 'refused', retry: refusalOf(status, settings), fault: faultOf(status) };
}

/** The form that ids are kept and looked up in. */
export function idToKeep(messageId: string, { receiptIds }: SmppChannelSettings): string {
  return receiptIds === 'same' ? messageId : messageIdForm(messageId);
}

const sayings = {
  refused: 'It was not given to the carrier.',
  unknown: 'It was given to the carrier, and no answer came.',
} as const;

function refusalOf(status: CommandStatus, { refusals = {} }: SmppChannelSettings): Refusal {
  const told = refusals[status.name];
  if (told !== undefined) return told;
  if (status.retry === 'later' || status.retry === 'slower' || status.retry === 'after-bind') return 'later';
  return ofTheMessage.has(status.code) ? 'never' : 'elsewhere';
}

function faultOf({ name }: CommandStatus): TextFault {
  return { code: name, text: `The carrier refused it with ${name}.` };
}
