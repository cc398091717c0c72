/** The commands, by verb. RFC 5321 4.1.1 */
import type { Command } from './command.ts';
import { auth } from './auth.ts';
import { data } from './data.ts';
import { ehlo, helo, lhlo } from './hello.ts';
import { mail } from './mail.ts';
import { rcpt } from './rcpt.ts';
import { expn, help, http, noop, quit, rset, vrfy } from './simple.ts';
import { startTls } from './starttls.ts';

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['MAIL', mail],
  ['RCPT', rcpt],
  ['DATA', data],
  ['EHLO', ehlo],
  ['HELO', helo],
  ['LHLO', lhlo],
  ['RSET', rset],
  ['NOOP', noop],
  ['QUIT', quit],
  ['STARTTLS', startTls],
  ['AUTH', auth],
  ['VRFY', vrfy],
  ['EXPN', expn],
  ['HELP', help],
  ['GET', http],
  ['POST', http],
  ['CONNECT', http],
]);
