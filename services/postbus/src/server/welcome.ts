/** What `postbus start` tells a person once it runs: where everything listens, and what to do next. */
import { padded } from '../terminal/cells.ts';
import type { Palette } from '../terminal/palette.ts';

const purposes: Readonly<Record<string, string>> = {
  smtp: 'mail from other hosts',
  submission: 'mail of users: STARTTLS and a login',
  submissions: 'mail of users: TLS and a login',
  lmtp: 'mail from an MTA beside it',
  http: 'ActiveSync, on loopback',
  https: 'ActiveSync',
  operations: '/metrics /healthz /readyz',
  admin: 'the postbus command',
  'admin-http': 'the admin API, with a token',
};

export interface Welcome {
  readonly version: string;
  /** Absolute. */
  readonly data: string;
  readonly listening: Readonly<Record<string, string>>;
  /** Whether the certificate is the one for development. */
  readonly selfSigned: boolean;
  /** The command to give next; undefined where there is none. */
  readonly next: string | undefined;
}

export function welcomeText({ version, data, listening, selfSigned, next }: Welcome, palette: Palette): string {
  const names = Object.keys(listening);
  const nameWidth = Math.max(...names.map((name) => name.length));
  const addressWidth = Math.max(...Object.values(listening).map((address) => address.length));
  const rows = Object.entries(listening).map(([name, address]) => {
    const purpose = purposes[name] ?? '';
    return `  ${palette.name(padded(name, nameWidth))}  ${padded(address, addressWidth)}  ${palette.quiet(purpose)}`;
  });
  const notes = selfSigned
    ? [palette.quiet('The certificate is signed by itself, for development (tls.certificate).')]
    : [];
  const todo = next === undefined ? [] : [`Next: ${palette.heading(next)}`];
  return [
    '',
    `${palette.heading(`Postbus ${version}`)} runs, its data in ${data}`,
    '',
    ...rows.map((row) => row.trimEnd()),
    '',
    ...notes,
    ...todo,
    palette.quiet('Stop it with Ctrl-C.'),
    '',
  ].join('\n');
}
