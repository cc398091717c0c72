/** The S/MIME gateway: keys, certificates and policies by the admin API, what is trusted from the files of this machine. */
import type { SmimePolicy } from '../admin/smime/smime-operations.ts';
import { failureText } from '../convert/failure-text.ts';
import type { Configuration } from '../server/configuration.ts';
import { count, counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok } from './finding.ts';
import { FirstFew } from './first-few.ts';
import { lookAtCrls } from './look-at-smime-crls.ts';
import { lookAtSmimeKeys } from './look-at-smime-keys.ts';
import { type NeedOfTrust, lookAtTrust } from './look-at-smime-trust.ts';
import { type SmimeAdministration, everyCertificate, everyPolicy } from './smime-entries.ts';

export type TrustPlaces = Pick<Configuration['conversion']['smime'], 'trust' | 'crls'>;

/** Certificates looked at: what is learned of strangers has no end. */
const mostCertificates = 100_000;

/**
 * @param places undefined where the server is elsewhere: its files cannot be seen then
 * @param now epoch milliseconds
 */
export async function* lookAtSmime(
  administration: SmimeAdministration,
  places: TrustPlaces | undefined,
  now: number,
): AsyncGenerator<Finding> {
  try {
    const policies = await policiesOf(administration);
    const keys = await lookAtSmimeKeys(administration, policies.keyless, now);
    const findings = [
      ...keys.findings,
      ...(policies.count === 0 ? [] : [signing(policies)]),
      ...(await lookAtCertificates(administration, now)),
      ...(places === undefined ? [] : lookAtTrust(places.trust, policies, now)),
      ...(places?.crls === undefined ? [] : [await lookAtCrls(places.crls, now)]),
    ];
    yield* findings.length === 0 ? [ok('smime', 'no keys, certificates or policies')] : findings;
  } catch (error) {
    yield failed('smime', failureText(error));
  }
}

interface Policies extends NeedOfTrust {
  count: number;
  /** Subjects whose mail is signed or refused. */
  readonly keyless: Set<string>;
}

async function policiesOf(administration: SmimeAdministration): Promise<Policies> {
  const need = { encryptOrRefuse: new FirstFew(), encryptOrSend: new FirstFew(), verify: new FirstFew() };
  const policies: Policies = { count: 0, keyless: new Set(), ...need };
  for await (const policy of everyPolicy(administration)) add(policies, policy);
  return policies;
}

function add(policies: Policies, policy: SmimePolicy): void {
  const { subject, sign, withoutKey, encrypt, withoutCertificates, verify } = policy;
  policies.count++;
  if (sign !== 'no' && withoutKey === 'refuse') policies.keyless.add(subject);
  if (encrypt === 'yes')
    (withoutCertificates === 'refuse' ? policies.encryptOrRefuse : policies.encryptOrSend).add(subject);
  if (verify) policies.verify.add(subject);
}

/** @param policies of which those who have a key were taken out */
function signing({ count: all, keyless }: Policies): Finding {
  if (keyless.size === 0) return ok('smime-policy', `${counted(all, 'policy', 'policies')}; who is to sign has a key`);
  const names = new FirstFew();
  for (const subject of keyless) names.add(subject.includes('@') ? subject : `anybody at ${subject}`);
  return failed(
    'smime-policy',
    `no valid key to sign by, so that mail to others is refused of ${names.text}; ` +
      'postbus smime key import takes one, postbus smime policy set --without-key send does without',
  );
}

async function lookAtCertificates(administration: SmimeAdministration, now: number): Promise<Finding[]> {
  let seen = 0;
  const expired = { given: 0, learned: 0 };
  for await (const { notAfter, source } of everyCertificate(administration)) {
    seen++;
    if (Date.parse(notAfter) < now) expired[source]++;
    if (seen === mostCertificates) break;
  }
  if (seen === 0) return [];
  const all = seen === mostCertificates ? `the first ${count(seen)} certificates` : counted(seen, 'certificate');
  const both = expired.given + expired.learned;
  const ended = both === 0 ? 'none' : `${count(expired.given)} given and ${count(expired.learned)} learned`;
  return [ok('smime-certs', `${all} of correspondents, ${ended} expired`)];
}
