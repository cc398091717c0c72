/** Drops a verified password as soon as its account changes, in every process. */
import { Inject, Injectable } from '@nestjs/common';
import { type AccountChanged, accountChanged } from '@postbus/contracts';
import { AUTHENTICATOR } from '../tokens.ts';
import { Consumes } from '../transport/consumes.ts';
import type { Received } from '../transport/received.ts';
import type { Authenticator } from './authenticator.ts';

@Injectable()
export class ForgetAccounts {
  constructor(@Inject(AUTHENTICATOR) private readonly authenticator: Authenticator) {}

  @Consumes(accountChanged, { mode: 'broadcast' })
  async accountChanged({ data }: Received<AccountChanged>): Promise<void> {
    this.authenticator.forget(data.account);
  }
}
