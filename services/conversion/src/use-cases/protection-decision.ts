/** What becomes of a message that is to leave, by its author's policy and what can be done to it. */
import type { SmimePolicy } from '@postbus/domain';
import type { Plan } from '../smime/smime-tasks.ts';

export type Decision =
  | { readonly do: 'leave' }
  | { readonly do: 'refuse'; readonly reason: 'no-key' }
  | { readonly do: 'refuse'; readonly reason: 'no-certificates'; readonly missing: readonly string[] }
  | {
      readonly do: 'protect';
      /** By which of the keys, and how. */
      readonly sign?: { readonly key: number; readonly form: 'clear' | 'opaque' };
      readonly encrypt: boolean;
    };

/**
 * A message that its author's own program encrypted is left as it is, and one that it signed is not signed again.
 * @param addresses all that the message is for
 */
export function decide(policy: SmimePolicy, plan: Omit<Plan, 'blind'>, addresses: readonly string[]): Decision {
  if (plan.form === 'enveloped' || plan.form === 'auth-enveloped') return { do: 'leave' };
  const missing = addresses.filter((address) => !plan.certificates.has(address));
  const encrypt = policy.encrypt === 'yes' && missing.length === 0;
  if (policy.encrypt === 'yes' && !encrypt && policy.withoutCertificates === 'refuse')
    return { do: 'refuse', reason: 'no-certificates', missing };
  const isSigned = plan.form === 'signed' || plan.form === 'clear-signed';
  if (policy.sign === 'no' || isSigned) return encrypt ? { do: 'protect', encrypt } : { do: 'leave' };
  const [key] = plan.keys;
  if (key !== undefined) return { do: 'protect', sign: { key, form: policy.sign }, encrypt };
  if (policy.withoutKey === 'refuse') return { do: 'refuse', reason: 'no-key' };
  return encrypt ? { do: 'protect', encrypt } : { do: 'leave' };
}
