/** What authentication tells on `node:diagnostics_channel`. Never a name. */
import { type Channel, channel } from 'node:diagnostics_channel';

/** `postbus.authentication.login`: how a login ended. One by a remembered password at a known address tells nothing. */
export interface LoginEnded {
  readonly outcome: 'succeeded' | 'failed' | 'known-wrong' | 'slowed-down';
}

export const channels = { login: channel('postbus.authentication.login') as Channel<LoginEnded> } as const;
