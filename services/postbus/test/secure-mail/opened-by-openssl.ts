/** Verifies and decrypts with OpenSSL what came by every way; equal bytes once. */
import { createHash } from 'node:crypto';
import type { OpensslWork } from './openssl-work.ts';
import type { Layer, SecureMessage } from './secure-messages.ts';

export interface ToOpen {
  readonly message: SecureMessage;
  readonly bytes: Buffer;
  /** Whether they are the CMS alone rather than a message. */
  readonly der: boolean;
}

const commands: Readonly<Record<Layer, string>> = {
  clear: 'openssl cms -verify -CAfile ca.pem',
  opaque: 'openssl cms -verify -CAfile ca.pem',
  encrypted: 'openssl cms -decrypt -recip rsa.pem -inkey rsa.key',
};

/**
 * Opens every layer of each.
 * @returns for each what OpenSSL finds in the innermost; undefined where it does not verify or decrypt
 */
export async function openedByOpenssl(openssl: OpensslWork, all: readonly ToOpen[]): Promise<(Buffer | undefined)[]> {
  const names = all.map(({ bytes, der }) => `${createHash('sha256').update(bytes).digest('hex')}${der ? '.der' : ''}`);
  const once = new Map(all.map((one, index) => [names[index]!, one]));
  for (const [name, { bytes }] of once) openssl.write(name, bytes);
  const chains = [...once].map(([name, { message, der }]) =>
    message.layers
      .map((layer, depth) => {
        const inform = depth === 0 && der ? '-inform DER' : '';
        return `${commands[layer]} ${inform} -in ${name}${depth === 0 ? '' : `.${depth}`} -out ${name}.${depth + 1}`;
      })
      .join(' && '),
  );
  const succeeding = await openssl.succeeding(chains);
  const good = new Set([...once.keys()].filter((_, number) => succeeding.has(number)));
  return all.map(({ message }, index) => {
    const name = names[index]!;
    return good.has(name) ? openssl.read(`${name}.${message.layers.length}`) : undefined;
  });
}
