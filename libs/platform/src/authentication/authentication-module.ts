import { Module } from '@nestjs/common';
import type { Directory } from '@postbus/ports';
import { AUTHENTICATOR, DIRECTORY } from '../tokens.ts';
import { Authenticator } from './authenticator.ts';
import { ForgetAccounts } from './forget-accounts.ts';

/** Gives an application its `AUTHENTICATOR` over the `DIRECTORY`; needs `BusConsumersModule` beside it. */
@Module({
  providers: [
    { provide: AUTHENTICATOR, useFactory: (directory: Directory) => new Authenticator(directory), inject: [DIRECTORY] },
    ForgetAccounts,
  ],
  exports: [AUTHENTICATOR],
})
export class AuthenticationModule {}
