/** The trust anchors of the S/MIME gateway, read here as the server reads them. */
import { readFileSync } from 'node:fs';
import type { Certificate } from '@postbus/cms';
import { certificatesInPem } from '../smime/certificate-files.ts';
import { failureText } from '../convert/failure-text.ts';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import { FirstFew } from './first-few.ts';

/** Whose mail needs trust. */
export interface NeedOfTrust {
  /** Whose mail is not sent where nobody can be encrypted for. */
  readonly encryptOrRefuse: FirstFew;
  /** Whose mail leaves in clear then. */
  readonly encryptOrSend: FirstFew;
  readonly verify: FirstFew;
}

const consequence = 'no server starts with it, and one that runs goes on with what it read before';

/**
 * @param trust `conversion.smime.trust`
 * @returns nothing where it is not set and nobody needs it
 */
export function lookAtTrust(trust: string | undefined, need: NeedOfTrust, now: number): Finding[] {
  if (trust === undefined) return withoutTrust(need);
  try {
    const anchors = certificatesInPem(readFileSync(trust, 'latin1'));
    return [
      anchors.length === 0 ? failed('smime-trust', damaged(trust, 'no certificate in PEM')) : dates(anchors, now),
    ];
  } catch (error) {
    return [failed('smime-trust', damaged(trust, failureText(error)))];
  }
}

function damaged(file: string, why: string): string {
  return `${file} (conversion.smime.trust): ${why}; ${consequence}`;
}

function dates(anchors: readonly Certificate[], now: number): Finding {
  const expired = new FirstFew();
  for (const { subject, notAfter } of anchors) if (notAfter.getTime() < now) expired.add(subject.text);
  if (expired.count === 0) return ok('smime-trust', counted(anchors.length, 'trust anchor'));
  const text = `${expired.count} of ${counted(anchors.length, 'trust anchor')} expired: ${expired.text}`;
  return expired.count === anchors.length
    ? failed('smime-trust', `${text}; no signature is valid and nobody can be encrypted for`)
    : warning('smime-trust', `${text}; what they vouch for is not valid`);
}

function withoutTrust({ encryptOrRefuse, encryptOrSend, verify }: NeedOfTrust): Finding[] {
  const parts = [
    ...encryptOrRefuse.told((names) => `mail to others is refused of ${names}`),
    ...encryptOrSend.told((names) => `mail leaves in clear of ${names}`),
    ...verify.told((names) => `no signature is valid that is verified for ${names}`),
  ];
  if (parts.length === 0) return [];
  const text = `conversion.smime.trust is not set, so that ${parts.join('; ')}`;
  return [(encryptOrRefuse.count > 0 ? failed : warning)('smime-trust', text)];
}
