/** Keys with their certificates from files: PKCS #12, or PEM in any form that OpenSSL writes. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { equalBytes } from '@postbus/bytes';
import { type Certificate, CmsError, type DecryptionKey, type Pkcs12, PrivateKey, readPkcs12 } from '@postbus/cms';
import { certificatesInPem } from './certificate-files.ts';
import { SmimeCommandError } from './smime-command-error.ts';

/** Asks for the password of a file; undefined where there is nobody to ask. */
export type AskPassword = (file: string) => Promise<string | undefined>;

export interface OwnKeys {
  /** At least one. */
  readonly keys: readonly DecryptionKey[];
  /** All that is in the file, those of the keys too. */
  readonly certificates: readonly Certificate[];
}

/**
 * Reads one file. A password is asked for only where the file has one.
 *
 * @param beside certificates from elsewhere, for a file of PEM that holds a key alone
 * @throws {SmimeCommandError} `no-key`, `no-certificate`, `needs-password`, `not-a-key-file`
 * @throws {CmsError} `wrong-password` and what else a broken file gives
 */
export async function readOwnKeys(
  file: string,
  ask: AskPassword,
  beside: readonly Certificate[] = [],
): Promise<OwnKeys> {
  const bytes = new Uint8Array(await readFile(file));
  const text = Buffer.from(bytes).toString('latin1');
  const found = text.includes('-----BEGIN ') ? await ofPem(file, text, ask) : await ofPkcs12(file, bytes, ask);
  const certificates = [...found.certificates, ...beside];
  if (found.privateKeys.length === 0) throw new SmimeCommandError('no-key', `${file} holds no private key`);
  const keys = found.privateKeys.flatMap((privateKey) => {
    const certificate = certificates.find((one) => isOf(one, privateKey));
    return certificate === undefined ? [] : [{ privateKey, certificate }];
  });
  if (keys.length > 0) return { keys, certificates };
  throw new SmimeCommandError('no-certificate', `${file} holds no certificate of its key; give it by --certificate`);
}

interface Found {
  readonly privateKeys: readonly PrivateKey[];
  readonly certificates: readonly Certificate[];
}

async function ofPkcs12(file: string, bytes: Uint8Array, ask: AskPassword): Promise<Found> {
  if (bytes[0] !== 0x30) throw new SmimeCommandError('not-a-key-file', `${file} is neither PKCS #12 nor PEM`);
  const { keys, certificates } =
    (await withoutPassword(bytes)) ?? (await readPkcs12(bytes, await passwordOf(file, ask)));
  return { privateKeys: keys.map(({ privateKey }) => privateKey), certificates };
}

/** Undefined where the file has a password. */
async function withoutPassword(bytes: Uint8Array): Promise<Pkcs12 | undefined> {
  try {
    return await readPkcs12(bytes, '');
  } catch (error) {
    if (error instanceof CmsError && error.code === 'wrong-password') return undefined;
    throw error;
  }
}

const pemKey = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g;

async function ofPem(file: string, text: string, ask: AskPassword): Promise<Found> {
  const privateKeys: PrivateKey[] = [];
  for (const [block, label] of text.matchAll(pemKey)) {
    const isEncrypted = label === 'ENCRYPTED PRIVATE KEY' || block.includes('Proc-Type: 4,ENCRYPTED');
    privateKeys.push(keyIn(file, block, isEncrypted ? await passwordOf(file, ask) : undefined));
  }
  return { privateKeys, certificates: certificatesInPem(text) };
}

function keyIn(file: string, block: string, passphrase: string | undefined): PrivateKey {
  try {
    const key = createPrivateKey({ key: block, ...(passphrase !== undefined && { passphrase }) });
    return new PrivateKey(new Uint8Array(key.export({ format: 'der', type: 'pkcs8' })));
  } catch (error) {
    const why = passphrase === undefined ? 'cannot be read' : 'cannot be read with that password';
    throw new SmimeCommandError('not-a-key-file', `the private key in ${file} ${why}`, { cause: error });
  }
}

async function passwordOf(file: string, ask: AskPassword): Promise<string> {
  const password = await ask(file);
  if (password !== undefined) return password;
  const how = 'give it by --password-file or --password-stdin';
  throw new SmimeCommandError(
    'needs-password',
    `${file} has a password, and there is no terminal to ask for it; ${how}`,
  );
}

/** Compared by the encoding of the public key alone: of RSA keys the algorithm may be named in two ways. */
function isOf({ publicKey }: Certificate, privateKey: PrivateKey): boolean {
  const der = Buffer.from(privateKey.exportPkcs8());
  const own = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return equalBytes(new Uint8Array(own.export({ format: 'der', type: 'spki' })), publicKey.spki);
}
