/** PKCS #12: keys and their certificates under a password. RFC 7292 */
import { equalBytes, toHex } from '@postbus/bytes';
import { algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { digestAlgorithmOf, hmac } from '../algorithms/digest-algorithm.ts';
import { Tag, type Tlv, readBer } from '../asn1/tlv.ts';
import { Fields, elementsOf, octets, oid, text } from '../asn1/values.ts';
import { type Attribute, readAttributes, singleValue } from '../attribute.ts';
import { CmsError } from '../cms-error.ts';
import { ContentType } from '../content-type.ts';
import { PrivateKey } from '../private-key.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import { defaultMaxIterations, encryptedPrivateKey, isSequence, wrongPassword } from './encrypted-private-key.ts';
import { KeyPurpose, bmpPassword, passwordKey } from './password-key.ts';
import { decryptedByPassword, iterationsOf } from './password-encryption.ts';

export interface Pkcs12Key {
  readonly privateKey: PrivateKey;
  /** Of this key; undefined where none is there. */
  readonly certificate: Certificate | undefined;
  readonly friendlyName: string | undefined;
}

export interface Pkcs12 {
  readonly keys: readonly Pkcs12Key[];
  /** All, those of the keys too. */
  readonly certificates: readonly Certificate[];
}

export interface ReadPkcs12Options {
  /** Rounds of a key derivation, 1,000,000 unless told; stops files that take hours. */
  readonly maxIterations?: number;
}

/**
 * Reads a PKCS #12 file, `.p12` or `.pfx`: PBES2, or triple DES and RC2 as Windows and macOS write them.
 *
 * @throws {CmsError} `wrong-password`, `unsupported-algorithm`, `too-large`, and what `readCms` throws of its form
 */
export async function readPkcs12(
  bytes: Uint8Array,
  password: string,
  options: ReadPkcs12Options = {},
): Promise<Pkcs12> {
  const opening: Opening = { password, maxIterations: options.maxIterations ?? defaultMaxIterations };
  const fields = new Fields(readBer(bytes));
  fields.take(Tag.Integer);
  const content = contentOf(new Fields(fields.take()), ContentType.Data);
  const safe = octets(content);
  const mac = fields.any();
  if (mac !== undefined) checkMac(mac, safe, opening);
  const bags: Bag[] = [];
  for (const info of elementsOf(readBer(safe))) await readBags(await safeContents(info, opening), opening, bags, 0);
  return arranged(bags);
}

interface Opening {
  readonly password: string;
  readonly maxIterations: number;
}

type Bag = { readonly localKeyId: string | undefined; readonly friendlyName: string | undefined } & (
  | { readonly privateKey: PrivateKey }
  | { readonly certificate: Certificate }
);

/** The content of a ContentInfo, whose type must be `type`. */
function contentOf(info: Fields, type: string): Tlv {
  const element = info.take();
  if (oid(element) !== type)
    throw new CmsError('unsupported-content-type', `content type ${oid(element)}`, element.start);
  return new Fields(info.take(Tag.Context), Tag.Context).take();
}

/** MacData, RFC 7292 4. */
function checkMac(mac: Tlv, safe: Uint8Array, { password, maxIterations }: Opening): void {
  const fields = new Fields(mac);
  const info = new Fields(fields.take());
  const digest = digestAlgorithmOf(algorithmIdentifier(info.take()).algorithm);
  if (digest === undefined) throw new CmsError('unsupported-algorithm', 'the MAC of the file is not known', mac.start);
  const expected = octets(info.take());
  const salt = octets(fields.take());
  const count = fields.optional(Tag.Integer);
  const iterations = count === undefined ? 1 : iterationsOf(count, maxIterations);
  const key = passwordKey(bmpPassword(password), KeyPurpose.Mac, digest.size, { digest, salt, iterations });
  if (!equalBytes(hmac(digest, key, safe), expected)) throw wrongPassword();
}

/** The SafeContents of one ContentInfo, in the clear or encrypted. RFC 7292 4.1 */
async function safeContents(info: Tlv, opening: Opening): Promise<Uint8Array> {
  const fields = new Fields(info);
  const type = oid(new Fields(info).take());
  if (type === ContentType.Data) return octets(contentOf(fields, type));
  const encrypted = new Fields(contentOf(fields, ContentType.EncryptedData));
  encrypted.take(Tag.Integer);
  const content = new Fields(encrypted.take());
  content.take(Tag.Oid);
  return decrypted(algorithmIdentifier(content.take()), octets(content.take(Tag.Context), Tag.Context), opening);
}

async function decrypted(
  algorithm: ReturnType<typeof algorithmIdentifier>,
  encrypted: Uint8Array,
  { password, maxIterations }: Opening,
): Promise<Uint8Array> {
  const plain = await decryptedByPassword(algorithm, encrypted, password, maxIterations);
  if (plain === undefined || !isSequence(plain)) throw wrongPassword();
  return plain;
}

const bagType = (last: number): string => `1.2.840.113549.1.12.10.1.${last}`;
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';

/** Stops files whose contents lie within each other without end. */
const maxNested = 4;
/** Stops files with thousands of keys to be derived. */
const maxBags = 1000;

/** SafeContents, RFC 7292 4.2. Bags of other kinds are passed over. */
async function readBags(contents: Uint8Array, opening: Opening, bags: Bag[], depth: number): Promise<void> {
  const { password, maxIterations } = opening;
  for (const element of elementsOf(readBer(contents))) {
    if (bags.length >= maxBags || depth > maxNested)
      throw new CmsError(
        'too-many-entries',
        `more than ${maxBags} bags, or ${maxNested} within each other`,
        element.start,
      );
    const fields = new Fields(element);
    const type = oid(fields.take());
    const value = new Fields(fields.take(Tag.Context), Tag.Context).take();
    const names = namesOf(readAttributes(fields.optional(Tag.Set)));
    if (type === bagType(1)) bags.push({ ...names, privateKey: new PrivateKey(value.raw) });
    else if (type === bagType(2))
      bags.push({ ...names, privateKey: await encryptedPrivateKey(value, password, maxIterations) });
    else if (type === bagType(3)) pushCertificate(value, names, bags);
    else if (type === bagType(6)) await readBags(value.raw, opening, bags, depth + 1);
  }
}

function namesOf(attributes: readonly Attribute[]) {
  const id = singleValue(attributes, LOCAL_KEY_ID);
  const name = singleValue(attributes, FRIENDLY_NAME);
  return { localKeyId: id && toHex(id.content), friendlyName: name && text(name) };
}

function pushCertificate(value: Tlv, names: ReturnType<typeof namesOf>, bags: Bag[]): void {
  const fields = new Fields(value);
  if (oid(fields.take()) !== X509_CERTIFICATE) return;
  const certificate = octets(new Fields(fields.take(Tag.Context), Tag.Context).take());
  bags.push({ ...names, certificate: readCertificate(certificate) });
}

/** Keys go with certificates by their localKeyId; where one key has none, with the first certificate that is no CA's. */
function arranged(bags: readonly Bag[]): Pkcs12 {
  const certified = bags.filter((bag) => 'certificate' in bag);
  const keys = bags.filter((bag) => 'privateKey' in bag);
  const alone =
    keys.length === 1 ? certified.find(({ certificate }) => certificate.basicConstraints?.ca !== true) : undefined;
  return {
    keys: keys.map(({ privateKey, localKeyId, friendlyName }) => {
      const same = localKeyId === undefined ? alone : certified.find((bag) => bag.localKeyId === localKeyId);
      return { privateKey, certificate: same?.certificate, friendlyName: friendlyName ?? same?.friendlyName };
    }),
    certificates: certified.map(({ certificate }) => certificate),
  };
}
