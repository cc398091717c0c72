/** The messages of the tests: what OpenSSL and gpgsm signed and encrypted, with the header of a message before it. */
import { spawnSync } from 'node:child_process';
import { type Wrapping, clearSigned, plainEntity, signedEntities, wrappings } from './signed-entities.ts';
import { type OpensslWork, gpgsm, hasGpgsm } from './openssl-work.ts';

/** What a layer is to OpenSSL. */
export type Layer = 'clear' | 'opaque' | 'encrypted';

export interface SecureMessage {
  readonly name: string;
  /** From the outermost. */
  readonly layers: readonly Layer[];
  /** What OpenSSL finds in the innermost. */
  readonly content: Buffer;
  /** The whole message. */
  readonly bytes: Buffer;
}

interface Recipe {
  readonly layers: readonly Layer[];
  readonly entity: string;
  /** Makes `out` of `in`: a whole entity, or with a wrapping the signature alone, as DER. */
  readonly commands: readonly string[];
  readonly wrapping?: Wrapping;
  /** Whether the programs here cannot make it. */
  readonly impossible?: boolean;
  /** What stands before what was made; undefined where it has a header itself. */
  readonly fields?: string;
}

const key = (name: string) => `-signer ${name}.pem -inkey ${name}.key`;
const sign = (from: string, to: string, options = key('ec')) =>
  `openssl cms -sign -in ${from} ${options} -crlfeol -out ${to}`;
const encrypt = (from: string, to: string, options = '-aes-256-cbc', recipient = 'rsa') =>
  `openssl cms -encrypt ${options} -in ${from} -crlfeol -out ${to} ${recipient}.pem`;
const detached = ['openssl cms -sign -binary -in in -outform DER -out out ' + key('ec')];

const by = (layers: readonly Layer[], ...commands: readonly string[]): Recipe => ({
  layers,
  entity: plainEntity,
  commands,
});
const byGpgsm = (layer: Layer, type: string, options: string): Recipe => ({
  ...by([layer], gpgsm(`--base64 --output out ${options} in`), `sed -i 's/^-----.*//; /^$/d; s/$/\\r/' out`),
  impossible: !hasGpgsm,
  fields: `Content-Type: application/pkcs7-mime; smime-type=${type}; name="smime.p7m"\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
});

const trySigning =
  'cd "$(mktemp -d)" && openssl req -x509 -nodes -newkey ed25519 -subj /CN=x -keyout k -out c && echo x | openssl cms -sign -signer c -inkey k -out o; status=$?; rm -r "$PWD"; exit $status';
/** Version 3.0 has no digest for it. */
const signsEd25519 = spawnSync('bash', ['-c', trySigning]).status === 0;

const forms: Readonly<Record<string, Recipe>> = {
  'clear-signed by RSA': by(['clear'], sign('in', 'out', key('rsa'))),
  'clear-signed by RSA-PSS': by(['clear'], sign('in', 'out', `${key('rsa')} -keyopt rsa_padding_mode:pss`)),
  'clear-signed by ECDSA': by(['clear'], sign('in', 'out')),
  'clear-signed by two': by(['clear'], sign('in', 'out', `${key('rsa')} ${key('ec')}`)),
  'opaque-signed': by(['opaque'], sign('in', 'out', `${key('ec')} -nodetach`)),
  'encrypted for RSA': by(['encrypted'], encrypt('in', 'out')),
  'encrypted by AES-GCM': by(['encrypted'], encrypt('in', 'out', '-aes-256-gcm')),
  'signed, then encrypted': by(['encrypted', 'clear'], sign('in', 'a'), encrypt('a', 'out')),
  'encrypted, then signed': by(['clear', 'encrypted'], encrypt('in', 'a'), sign('a', 'out')),
  'triple-wrapped': by(
    ['clear', 'encrypted', 'clear'],
    sign('in', 'a', key('rsa')),
    encrypt('a', 'b'),
    sign('b', 'out'),
  ),
  'triple-wrapped, opaque': by(
    ['opaque', 'encrypted', 'opaque'],
    sign('in', 'a', `${key('rsa')} -nodetach`),
    encrypt('a', 'b'),
    sign('b', 'out', `${key('ec')} -nodetach`),
  ),
  'clear-signed by Ed25519': { ...by(['clear'], sign('in', 'out', key('ed'))), impossible: !signsEd25519 },
  'clear-signed by gpgsm': {
    ...by(['clear'], gpgsm('--output out --detach-sign in')),
    wrapping: {},
    impossible: !hasGpgsm,
  },
  'opaque-signed by gpgsm': byGpgsm('opaque', 'signed-data', '--sign'),
  'encrypted by gpgsm': byGpgsm('encrypted', 'enveloped-data', '--recipient ann@here.example --encrypt'),
};

/** With a line that no host is sent. RFC 5321 4.5.3.1.6 */
export const withLongLine = 'signed, with a line of 100,000 bytes';

const recipes: Readonly<Record<string, Recipe>> = {
  ...forms,
  ...named('signed, with', signedEntities, (entity) => ({ ...by(['clear'], ...detached), entity, wrapping: {} })),
  ...named('in multipart/signed with', wrappings, (wrapping) => ({ ...by(['clear'], ...detached), wrapping })),
  [withLongLine]: {
    ...by(['clear'], ...detached),
    entity: `Content-Type: text/plain\r\n\r\nfirst\r\n${'x'.repeat(100_000)}\r\n`,
    wrapping: {},
  },
  'encrypted, of 1 MB': { ...forms['encrypted for RSA']!, entity: signedEntities['an attachment of 1 MB']! },
};

function named<Odd>(
  prefix: string,
  odd: Readonly<Record<string, Odd>>,
  recipe: (odd: Odd) => Recipe,
): Record<string, Recipe> {
  return Object.fromEntries(Object.entries(odd).map(([name, one]) => [`${prefix} ${name}`, recipe(one)]));
}

const possible = Object.entries(recipes).filter(([, recipe]) => recipe.impossible !== true);

/** Those that can be made here, but the one of the long line. */
export const secureMessageNames: readonly string[] = possible
  .map(([name]) => name)
  .filter((name) => name !== withLongLine);
export const impossibleNames: readonly string[] = Object.keys(recipes).filter(
  (name) => recipes[name]!.impossible === true,
);

/** All that can be, made in one shell. */
export function makeSecureMessages(openssl: OpensslWork): Map<string, SecureMessage> {
  const made = possible.map(([name, recipe], number) => ({ name, recipe, folder: `message${number}` }));
  openssl.run(made.map(({ folder }) => `mkdir ${folder}`));
  for (const { recipe, folder } of made) openssl.write(`${folder}/in`, recipe.entity);
  openssl.run(made.flatMap(({ recipe, folder }) => [`cp ${folder}/in in`, ...recipe.commands, `mv out ${folder}/out`]));
  return new Map(
    made.map(({ name, recipe, folder }) => {
      const { layers, entity } = recipe;
      const bytes = Buffer.from(header(name, recipe) + content(recipe, openssl.read(`${folder}/out`)), 'latin1');
      return [name, { name, layers, content: Buffer.from(entity, 'latin1'), bytes }];
    }),
  );
}

function content({ entity, wrapping, fields = '' }: Recipe, made: Buffer): string {
  if (wrapping !== undefined) return clearSigned(entity, made, wrapping);
  // OpenSSL ends lines of base64 in LF whatever it is told.
  return fields + made.toString('latin1').replace(/\r?\n/g, '\r\n');
}

/** What OpenSSL writes has MIME-Version itself. */
function header(name: string, { wrapping, fields }: Recipe): string {
  return [
    'From: Ann <ann@here.example>\r\nTo: Kim <kim@there.example>\r\n',
    `Subject: ${name}\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n`,
    `Message-ID: <${name.replaceAll(/\W+/g, '-')}@here.example>\r\n`,
    wrapping === undefined && fields === undefined ? '' : 'MIME-Version: 1.0\r\n',
  ].join('');
}
