/** Mail that comes in for ann, of alice whom OpenSSL made, and what is found of it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailVerified } from '@postbus/contracts';
import type { Account, SmimePolicy, StoredMessage } from '@postbus/domain';
import {
  PS_POSTBUS_SMIME,
  PidNameSmimeAlgorithm,
  PidNameSmimeAuthenticated,
  PidNameSmimeDecrypted,
  PidNameSmimeFailures,
  PidNameSmimeForm,
  PidNameSmimeOutcome,
} from '@postbus/mapi';
import { GatewayWorld } from './gateway-world.fixture.ts';
import { OpensslFolder, type Person } from './openssl.fixture.ts';

export const fields = 'From: Alice <alice@there.example>\r\nTo: ann@here.example\r\nSubject: Plans\r\n';
export const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nGreetings from Bern\r\n';

/** What ann got, and what is told of it. */
export interface Delivered {
  readonly message: StoredMessage;
  readonly bytes: Buffer;
  readonly found: Readonly<Record<string, unknown>>;
}

interface People {
  readonly alice: Person;
  readonly ann: Person;
  readonly annAccount: Account;
}

export class ReceivingWorld {
  readonly openssl: OpensslFolder;
  readonly world: GatewayWorld;
  /** Who sends. */
  readonly alice: Person;
  readonly ann: Person;
  readonly annAccount: Account;

  private constructor(openssl: OpensslFolder, world: GatewayWorld, { alice, ann, annAccount }: People) {
    this.openssl = openssl;
    this.world = world;
    this.alice = alice;
    this.ann = ann;
    this.annAccount = annAccount;
  }

  static async open(): Promise<ReceivingWorld> {
    const openssl = new OpensslFolder();
    await openssl.authority('root');
    mkdirSync(join(openssl.path, 'crls'));
    const anchors = readFileSync(openssl.file('root.pem'), 'latin1');
    const world = await GatewayWorld.open({ anchors, crls: join(openssl.path, 'crls') });
    const alice = await openssl.person('alice', 'alice@there.example', { key: 'rsa' });
    const ann = await openssl.person('ann', 'ann@here.example', { key: 'rsa' });
    await world.addKey(ann);
    const annAccount = await world.account('ann@here.example', ['ann.alias@here.example']);
    return new ReceivingWorld(openssl, world, { alice, ann, annAccount });
  }

  async close(): Promise<void> {
    await this.world.close();
    this.openssl.remove();
  }

  /** Where CRLs are put. */
  get crls(): string {
    return join(this.openssl.path, 'crls');
  }

  signed(form: 'clear' | 'opaque' = 'clear'): Buffer {
    return this.openssl.signed(entity, this.alice, fields, form);
  }

  encrypted(content: Uint8Array | string, cipher?: string): Buffer {
    return this.openssl.encrypted(Buffer.from(content), [this.ann], fields, cipher);
  }

  async delivered(
    message: Uint8Array,
    policy: Partial<SmimePolicy> | undefined,
    changes: Parameters<GatewayWorld['deliver']>[1] = {},
  ): Promise<Delivered> {
    const { world, annAccount } = this;
    await world.parts.store.removePolicy('ann@here.example');
    world.settle();
    if (policy !== undefined) await world.policy('ann@here.example', policy);
    await world.deliver(await world.received([annAccount], message), changes);
    return this.latest(annAccount);
  }

  async latest(account: Account): Promise<Delivered> {
    const [message] = await this.world.inbox(account);
    const { properties } = message!.object;
    const found = {
      form: properties.get(PidNameSmimeForm),
      outcome: properties.get(PidNameSmimeOutcome),
      failures: properties.get(PidNameSmimeFailures),
      decrypted: properties.get(PidNameSmimeDecrypted),
      algorithm: properties.get(PidNameSmimeAlgorithm),
      authenticated: properties.get(PidNameSmimeAuthenticated),
    };
    const told = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
    return { message: message!, bytes: Buffer.from(await this.world.blobs.read(message!.mime!)), found: told };
  }

  async lastEvent(account = this.annAccount): Promise<MailVerified | undefined> {
    return (await this.world.verified(account)).at(-1);
  }
}

/** Names of the properties of the gateway's own set. */
export function findings({ message }: Delivered): string[] {
  return [...message.object.properties].flatMap(({ key }) =>
    typeof key !== 'number' && key.guid === PS_POSTBUS_SMIME ? [String(key.name)] : [],
  );
}
