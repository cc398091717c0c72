/** What the commands on keys and certificates tell of a certificate, and how they list them. */
import type { SmimeCertificate } from '../admin/smime/smime-operations.ts';
import { visible } from '../terminal/cells.ts';
import type { Palette } from '../terminal/palette.ts';

type Told = Omit<SmimeCertificate, 'source'>;

const pageSize = 1000;

/** Who, until when, and whose certificates vouch for it. */
export function certificateLines(told: Told, palette: Palette, now = Date.now()): string {
  const { subject, algorithm, addresses, issuer, notBefore, notAfter, chain } = told;
  const rows = [
    ['certificate', `${visible(subject)} (${algorithm})`],
    ['names', addresses.map(visible).join(', ') || 'no address'],
    ['issued by', visible(issuer)],
    ['valid', `${day(notBefore)} to ${day(notAfter)}${palette.bad(validity(told, now))}`],
    ['chain', chain.length === 0 ? chainMissing(told) : chain.map(visible).join(' < ')],
  ] as const;
  return rows.map(([name, text]) => `  ${palette.quiet(name.padEnd(12))}${text}\n`).join('');
}

/** Every entry of a list in pages. */
export async function everyEntry<Entry>(
  read: (page: { limit: number; after?: string }) => Promise<{ entries: Entry[]; next: string | undefined }>,
): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let after: string | undefined; ;) {
    const { entries, next } = await read({ limit: pageSize, ...(after !== undefined && { after }) });
    all.push(...entries);
    if (next === undefined) return all;
    after = next;
  }
}

function validity({ notBefore, notAfter }: Told, now: number): string {
  if (Date.parse(notAfter) < now) return ', expired';
  return Date.parse(notBefore) > now ? ', not valid yet' : '';
}

function chainMissing({ subject, issuer }: Told): string {
  return subject === issuer ? 'issued by itself' : 'no certificate of its issuer came along';
}

function day(time: string): string {
  return time.slice(0, 10);
}
