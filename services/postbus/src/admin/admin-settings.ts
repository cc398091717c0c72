/** The settings of the admin API: where it listens by HTTP, and who may call it. */
import { type ProcessSettings, mistakeBeside } from '@postbus/composition';
import { listenAddress } from '@postbus/ingest';
import { type ConfigurationMistake, type Kind, list, onOff, optional, section, setting } from '@postbus/platform';
import type { z } from 'zod';

export interface NamedSecret {
  /** Who it is, in the audit log. */
  readonly name: string;
  readonly secret: string;
}

/** Stops tokens that can be guessed. */
const leastLength = 16;
/** What goes into a header, without spaces. RFC 6750 2.1 allows a part of it. */
const secretForm = new RegExp(String.raw`^[\x21-\x7e]{${leastLength},}$`);
const namedForm = new RegExp(String.raw`^(?!unknown:)([A-Za-z][\w.@-]{0,63}):([\x21-\x7e]{${leastLength},})$`);

const adminSecret: Kind<string> = {
  expected: `at least ${leastLength} ASCII characters without spaces`,
  secret: true,
  read: (written) => (typeof written === 'string' && secretForm.test(written) ? written : undefined),
};

const namedSecret: Kind<NamedSecret> = {
  expected: `name:secret, the secret ${adminSecret.expected}`,
  secret: true,
  read: (written) => {
    const [, name, secret] = typeof written === 'string' ? (namedForm.exec(written) ?? []) : [];
    return name === undefined || secret === undefined ? undefined : { name, secret };
  },
};

export const adminSettings = section({
  listen: setting(
    listenAddress,
    'off',
    'Where the admin API listens: by HTTP on loopback, by HTTPS with the certificate of tls elsewhere; beside its Unix socket in mode embedded',
  ),
  tlsInFront: setting(
    onOff(),
    'false',
    'Whether a proxy that nobody can go round ends TLS, and tells by X-Forwarded-Proto and X-Forwarded-For who came; then HTTP is spoken',
  ),
  token: optional(adminSecret, 'What a client of the admin API by HTTP must show; what it does is done by operator'),
  tokens: setting(list(namedSecret), '', 'Further tokens, so that the audit log tells who'),
  readOnlyTokens: setting(list(namedSecret), '', 'Tokens that may look and change nothing'),
});

export type AdminSettings = z.output<typeof adminSettings>;

/** The name of `admin.token`. */
export const operatorName = 'operator';

/** Every token, with its name. */
export function tokensOf({ token, tokens, readOnlyTokens }: AdminSettings) {
  return [
    ...(token === undefined ? [] : [{ name: operatorName, secret: token, readOnly: false }]),
    ...tokens.map((one) => ({ ...one, readOnly: false })),
    ...readOnlyTokens.map((one) => ({ ...one, readOnly: true })),
  ];
}

/** Mistakes of settings that are right each by itself. */
export function* adminMistakes(
  admin: AdminSettings,
  { certificate }: ProcessSettings['tls'],
): Iterable<ConfigurationMistake> {
  const tokens = tokensOf(admin);
  if (new Set(tokens.map(({ name }) => name)).size < tokens.length)
    yield mistakeBeside('admin.tokens', `another name for each token; that of admin.token is ${operatorName}`);
  if (new Set(tokens.map(({ secret }) => secret)).size < tokens.length)
    yield mistakeBeside('admin.tokens', 'another secret for each token');
  if (admin.listen === 'off') return;
  if (tokens.length === 0) yield mistakeBeside('admin.token', 'a token where admin.listen is on');
  if (!speaksTls(admin) || certificate !== undefined) return;
  const expected =
    'an address of loopback, unless tls.certificate is named or admin.tlsInFront says that a proxy ends TLS';
  yield mistakeBeside('admin.listen', expected, 'host' in admin.listen ? admin.listen.host : undefined);
}

/** Whether HTTP goes over TLS: a token that leaves the machine does. */
export function speaksTls({ listen, tlsInFront }: AdminSettings): boolean {
  return listen !== 'off' && 'host' in listen && !isLoopback(listen.host) && !tlsInFront;
}

/** Whether what is sent to `host` stays on this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^(::ffff:)?127\.|^::1$/.test(host);
}
