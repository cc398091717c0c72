/** The CRLs of the S/MIME gateway, one file after another: large ones are not held together. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateRevocationList } from '@postbus/cms';
import { failureText } from '../convert/failure-text.ts';
import { readCrls } from '../smime/certificate-files.ts';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';
import { FirstFew } from './first-few.ts';

const consequence = 'no server starts with it, and one that runs goes on with what it read before';

/** @param folder `conversion.smime.crls` */
export async function lookAtCrls(folder: string, now: number): Promise<Finding> {
  const damaged = new FirstFew();
  const lists = new Lists();
  try {
    for (const file of filesOf(folder)) {
      try {
        for (const crl of await readCrls([file])) lists.add(crl, file);
      } catch (error) {
        damaged.add(faultOf(file, error));
      }
    }
  } catch (error) {
    damaged.add(`${folder} (conversion.smime.crls): ${failureText(error)}`);
  }
  return damaged.count === 0 ? lists.finding(now) : failed('smime-crls', `${damaged.text}; ${consequence}`);
}

function faultOf(file: string, error: unknown): string {
  const text = failureText(error);
  return text.includes(file) ? text : `${file}: ${text}`;
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  return names.toSorted().map((name) => join(folder, name));
}

interface Newest {
  readonly issuer: string;
  readonly file: string;
  /** Epoch milliseconds; Infinity where it names none. */
  readonly nextUpdate: number;
}

/** Of each issuer the list that lasts longest: what it follows may lie beside it. */
class Lists {
  readonly #newest = new Map<string, Newest>();
  #count = 0;

  add({ issuer, complete, nextUpdate }: CertificateRevocationList, file: string): void {
    this.#count++;
    const key = `${complete} ${issuer.key}`;
    const known = this.#newest.get(key);
    const until = nextUpdate?.getTime() ?? Infinity;
    if (known === undefined || known.nextUpdate < until)
      this.#newest.set(key, { issuer: issuer.text, file, nextUpdate: until });
  }

  finding(now: number): Finding {
    const stale = new FirstFew();
    for (const { issuer, file, nextUpdate } of this.#newest.values())
      if (nextUpdate < now)
        stale.add(`${issuer} (${file}, next update ${new Date(nextUpdate).toISOString().slice(0, 10)})`);
    if (stale.count === 0) return ok('smime-crls', counted(this.#count, 'list'));
    return warning(
      'smime-crls',
      `past their next update: ${stale.text}; who was revoked since counts as valid until newer lists are put there`,
    );
  }
}
