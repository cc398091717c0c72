/** What replies and faults mean for a recipient. RFC 5321 4.2.1, RFC 3463 */
import type { RoutingError } from '../routing/routing-error.ts';
import { type Reply, replyClass, replyText } from '../smtp/reply.ts';
import type { RecipientReply } from '../smtp/session.ts';
import type { SmtpError } from '../smtp/smtp-error.ts';
import type { Outcome } from './delivery-state.ts';

/** Longest text kept and told: a server's essay would fill the job and the sender's screen. */
const longestText = 500;

/** @param dsnTaken whether the host offered DSN, so that it answers for what was asked for */
export function outcomeOfReply({ reply, step }: RecipientReply, host: string, dsnTaken: boolean, at: number): Outcome {
  const result = resultOf(reply, step);
  const status = reply.status ?? `${classOf[result]}.0.0`;
  return {
    result,
    status: result === 'deferred' ? `4${status.slice(1)}` : status,
    text: shortened(replyText(reply)),
    remoteMta: host,
    replied: true,
    dsnTaken: result === 'relayed' && dsnTaken,
    at,
  };
}

/** 552 to RCPT speaks of too many recipients, as 452 does. RFC 5321 4.5.3.1.10 */
function resultOf(reply: Reply, step: RecipientReply['step']): Outcome['result'] {
  if (step === 'RCPT' && reply.code === 552) return 'deferred';
  if (replyClass(reply) === 2) return 'relayed';
  return replyClass(reply) === 5 ? 'failed' : 'deferred';
}

const classOf = { relayed: 2, deferred: 4, failed: 5 } as const;

/** A session that could not be had, or broke. */
export function outcomeOfFault(error: SmtpError, at: number): Outcome {
  const { reply } = error;
  return {
    result: 'deferred',
    status: reply?.status === undefined ? faultStatus[error.code] : `4${reply.status.slice(1)}`,
    text: shortened(reply === undefined ? error.message : replyText(reply)),
    remoteMta: error.host,
    replied: reply !== undefined,
    dsnTaken: false,
    at,
  };
}

/** RFC 3463 3.5, 3.8 */
const faultStatus: Readonly<Record<SmtpError['code'], string>> = {
  'connect-failed': '4.4.1',
  'connection-lost': '4.4.2',
  timeout: '4.4.2',
  aborted: '4.3.2',
  'malformed-reply': '4.5.0',
  'reply-too-long': '4.5.0',
  'unexpected-reply': '4.5.0',
  'injected-reply': '4.7.5',
  'tls-unavailable': '4.7.10',
  'tls-failed': '4.7.5',
  'auth-unavailable': '4.7.4',
  'auth-failed': '4.7.8',
  'outcome-unknown': '4.4.2',
};

/** Whether the host says that it never takes mail from us: a 5xx instead of a greeting, or to EHLO and HELO. RFC 7504 3 */
export function isRefusal(error: SmtpError): boolean {
  return (
    error.code === 'unexpected-reply' &&
    sayingSteps.has(error.step) &&
    error.reply !== undefined &&
    replyClass(error.reply) === 5
  );
}

const sayingSteps: ReadonlySet<string> = new Set(['greeting', 'EHLO', 'HELO']);

export function outcomeOfRouting(error: RoutingError, at: number): Outcome {
  return localOutcome(error.retryable ? 'deferred' : 'failed', error.status, error.message, at);
}

/** Found out here, without another host. */
export function localOutcome(
  result: Outcome['result'],
  status: string,
  text: string,
  at: number,
  host?: string,
): Outcome {
  return {
    result,
    status,
    text: shortened(text),
    ...(host !== undefined && { remoteMta: host }),
    replied: false,
    dsnTaken: false,
    at,
  };
}

/** The same, for now. */
export function deferred(outcome: Outcome): Outcome {
  return { ...outcome, result: 'deferred', status: `4${outcome.status.slice(1)}` };
}

/** The same, for good. */
export function permanent(outcome: Outcome): Outcome {
  return { ...outcome, result: 'failed', status: `5${outcome.status.slice(1)}` };
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
