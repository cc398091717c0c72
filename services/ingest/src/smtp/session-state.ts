/** What a session knows between commands. RFC 5321 3 */
import type { Client } from './client.ts';
import type { SessionHandler } from './session-handler.ts';
import type { SessionSettings } from './session-settings.ts';
import type { Transaction } from './transaction.ts';

export interface SessionState<Login = unknown, Target = unknown> {
  readonly settings: SessionSettings;
  readonly handler: SessionHandler<Login, Target>;
  client: Client<Login>;
  transaction: Transaction<Target> | undefined;
  /** Messages begun. */
  messages: number;
  authFailures: number;
}
