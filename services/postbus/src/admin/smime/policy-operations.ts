/** The operations on policies: what is done with the mail of whom. */
import { type SmimePolicy as KeptPolicy, smimePolicyDefaults, smimePolicySubject } from '@postbus/domain';
import type { Directory, SmimeStore } from '@postbus/ports';
import { AdminError } from '../admin-error.ts';
import type { Administration } from '../operations.ts';

export interface PolicyPorts {
  readonly smimeStore: SmimeStore;
  readonly directory: Directory;
}

type PolicyOperations = Pick<Administration, 'listSmimePolicies' | 'setSmimePolicy' | 'removeSmimePolicy'>;

export function policyOperations({ smimeStore: store, directory }: PolicyPorts): PolicyOperations {
  return {
    listSmimePolicies: async ({ after, limit }) => {
      const page = { ...(after !== undefined && { after }), ...(limit !== undefined && { limit: Number(limit) }) };
      return { policies: await store.policies(page) };
    },
    setSmimePolicy: async ({ subject: written, ...told }) => {
      const subject = smimePolicySubject(written);
      const present = (await store.policy(subject)) ?? smimePolicyDefaults;
      const policy: KeptPolicy = { ...present, ...toldOf(told), subject };
      await store.putPolicy(policy);
      return { policy, local: await isLocal(directory, subject) };
    },
    removeSmimePolicy: async ({ subject: written }) => {
      const subject = smimePolicySubject(written);
      const present = await store.policy(subject);
      if (present === undefined || !(await store.removePolicy(subject)))
        throw new AdminError('no-such-policy', `there is no policy of ${subject}`);
      return present;
    },
  };
}

/** What was told of a policy, without what was not. */
function toldOf(told: Partial<Record<keyof KeptPolicy, unknown>>): Partial<KeptPolicy> {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/** Whether an account has the address, or mail for the domain is for here. */
async function isLocal(directory: Directory, subject: string): Promise<boolean> {
  if (!subject.includes('@')) return directory.isLocalDomain(subject);
  return (await directory.resolve(subject)) !== undefined;
}
