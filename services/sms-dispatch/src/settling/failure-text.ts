/** What the owner of a text message is told where it did not go well. */
import type { TextMessage } from '@postbus/domain';

/** States that are told by a report. */
export const reportedStates = ['failed', 'expired', 'unknown'] as const;
export type ReportedState = (typeof reportedStates)[number];

const subjects: Readonly<Record<ReportedState, string>> = {
  failed: 'Not sent',
  expired: 'Not sent in time',
  unknown: 'It is not known whether this was sent',
};

const outcomes: Readonly<Record<ReportedState, string>> = {
  failed: 'was not sent',
  expired: 'was not sent before its time was over',
  unknown: 'may have been sent, and may not; it is not sent again unless you ask for it',
};

export function reportSubject(state: ReportedState, subject: string): string {
  return subject === '' ? subjects[state] : `${subjects[state]}: ${subject}`;
}

export function failureText({ recipients, fault }: TextMessage, state: ReportedState): string {
  const to = recipients.map(({ number, name }) => (name === undefined ? number : `${name} (${number})`)).join(', ');
  const why = fault === undefined ? '' : ` ${sentence(fault.text)}: ${fault.code}.`;
  return `The text message to ${to} ${outcomes[state]}.${why}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** RFC 3463: of a number that is none, of a policy, of time, of all else. */
export function statusCodeOf({ fault }: TextMessage, state: ReportedState): string {
  if (state === 'expired') return '5.4.7';
  if (fault?.code === 'not-a-number') return '5.1.3';
  if (/^(?:opted-out|limit-|.*not-allowed$)/.test(fault?.code ?? '')) return '5.7.1';
  return fault?.code === 'no-channel' ? '5.4.4' : '5.0.0';
}
