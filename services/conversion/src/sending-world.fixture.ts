/** Mail that ann sends to bob and carol, who have certificates that OpenSSL made. */
import { readFileSync } from 'node:fs';
import type { Account } from '@postbus/domain';
import { GatewayWorld } from './gateway-world.fixture.ts';
import { OpensslFolder, type Person } from './openssl.fixture.ts';

export const fields =
  'From: Ann <ann@here.example>\r\nTo: bob@there.example, carol@there.example\r\nSubject: Plans\r\nMIME-Version: 1.0\r\n';
export const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGreetings aus Bern\r\n';
export const message = fields + entity;

export interface SendingWorld {
  readonly openssl: OpensslFolder;
  readonly world: GatewayWorld;
  /** Has a key. */
  readonly ann: Person;
  readonly annAccount: Account;
  readonly bob: Person;
  readonly carol: Person;
  /** Someone with an account and a policy of her own, but no key, and her message. */
  somebody(
    name: string,
    policy: Parameters<GatewayWorld['policy']>[1],
  ): Promise<{ readonly account: Account; readonly text: string }>;
  close(): Promise<void>;
}

export async function openSendingWorld(): Promise<SendingWorld> {
  const openssl = new OpensslFolder();
  await openssl.authority('root');
  const world = await GatewayWorld.open({ anchors: readFileSync(openssl.file('root.pem'), 'latin1') });
  const ann = await openssl.person('ann', 'ann@here.example');
  const bob = await openssl.person('bob', 'bob@there.example', { key: 'rsa' });
  const carol = await openssl.person('carol', 'carol@there.example');
  const annAccount = await world.account('ann@here.example', ['ann.alias@here.example']);
  await world.addKey(ann);
  await world.addCertificate(bob);
  await world.addCertificate(carol);
  return {
    openssl,
    world,
    ann,
    annAccount,
    bob,
    carol,
    somebody: async (name, policy) => {
      const address = `${name}@here.example`;
      const account = await world.account(address);
      await world.policy(address, policy);
      return { account, text: message.replace('ann@here.example', address) };
    },
    close: async () => {
      await world.close();
      openssl.remove();
    },
  };
}
