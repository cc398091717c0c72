/** `postbus smime policy`: what the gateway does with the mail of whom, by the admin API. */
import { Command, Option } from 'commander';
import type { Administration, OutputOf } from '../admin/operations.ts';
import type { SmimePolicy } from '../admin/smime/smime-operations.ts';
import type { Palette } from '../terminal/palette.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

export function smimePolicyCommand(): Command {
  return new Command('policy')
    .summary('say what the gateway does with the mail of whom')
    .description('Policies of addresses and domains. That of an address counts alone, else that of its domain does.')
    .addCommand(set())
    .addCommand(list())
    .addCommand(remove());
}

type SetOptions = AdminOptions & Partial<Omit<SmimePolicy, 'subject'>>;

function set(): Command {
  return withAdmin(new Command('set'))
    .description(
      'Sets a policy, or changes what is told of it. A new one verifies what comes in, and does nothing else.',
    )
    .argument('<subject>', 'an address or a domain')
    .addOption(new Option('--sign <form>', 'sign outgoing mail').choices(['no', 'clear', 'opaque']))
    .addOption(new Option('--without-key <what>', 'where the sender has no valid key').choices(['refuse', 'send']))
    .addOption(new Option('--encrypt <whether>', 'encrypt outgoing mail').choices(['no', 'yes']))
    .addOption(
      new Option('--without-certificates <what>', 'where not every recipient has a valid one; send: in clear').choices([
        'refuse',
        'send',
      ]),
    )
    .option('--verify', 'verify signatures of incoming mail')
    .option('--no-verify', 'do not')
    .addOption(
      new Option('--decrypt <which>', 'decrypt incoming mail; authenticated: what nobody can have changed').choices([
        'no',
        'authenticated',
        'any',
      ]),
    )
    .option('--learn', 'keep certificates of valid signatures for their addresses')
    .option('--no-learn', 'do not')
    .action((subject: string, options: SetOptions) =>
      withAdministration(
        options,
        (administration) => administration.setSmimePolicy({ subject, ...toldOf(options) }),
        shown,
      ),
    );
}

function toldOf(options: SetOptions): Partial<SmimePolicy> {
  const { sign, withoutKey, encrypt, withoutCertificates, verify, decrypt, learn } = options;
  const all = { sign, withoutKey, encrypt, withoutCertificates, verify, decrypt, learn };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function shown({ policy, local }: OutputOf<'setSmimePolicy'>, palette: Palette): string {
  const stranger = `${palette.bad('Note')} that no mail for ${policy.subject} is for here\n`;
  return `${palette.good('Set')} the policy of ${policy.subject}\n${local ? '' : stranger}${tableOf([policy], palette)}`;
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the policies in the order of their subjects.')
    .action((options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ policies: await everyPolicy(administration) }),
        ({ policies }, palette) =>
          policies.length === 0
            ? 'There are no policies; postbus smime policy set makes one.\n'
            : tableOf(policies, palette),
      ),
    );
}

const pageSize = 1000;

async function everyPolicy(administration: Administration): Promise<SmimePolicy[]> {
  const all: SmimePolicy[] = [];
  for (;;) {
    const after = all.at(-1)?.subject;
    const page = { limit: pageSize, ...(after !== undefined && { after }) };
    const { policies } = await administration.listSmimePolicies(page);
    all.push(...policies);
    if (policies.length < pageSize) return all;
  }
}

function tableOf(policies: readonly SmimePolicy[], palette: Palette): string {
  const head = ['SUBJECT', 'SIGN', 'WITHOUT KEY', 'ENCRYPT', 'WITHOUT CERTIFICATES', 'VERIFY', 'DECRYPT', 'LEARN'];
  return table(head, policies.map(rowOf), palette);
}

function rowOf(policy: SmimePolicy): string[] {
  const { subject, sign, withoutKey, encrypt, withoutCertificates, verify, decrypt, learn } = policy;
  return [subject, sign, withoutKey, encrypt, withoutCertificates, yesOrNo(verify), decrypt, yesOrNo(learn)];
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function remove(): Command {
  return withAdmin(new Command('remove'))
    .description('Removes a policy; for an address that of its domain counts then.')
    .argument('<subject>', 'an address or a domain')
    .action((subject: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.removeSmimePolicy({ subject }),
        (removed, palette) => `${palette.good('Removed')} the policy of ${removed.subject}\n`,
      ),
    );
}
