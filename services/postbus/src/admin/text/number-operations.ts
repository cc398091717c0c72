/** The operations on numbers of people, and on what they may send their text messages by. */
import { randomUUID } from 'node:crypto';
import { type Account, DomainError, type PhoneNumber as OwnNumber } from '@postbus/domain';
import type { Clock, DeviceStore, Directory } from '@postbus/ports';
import { type SendTextMessage, isRegion, normalizedNumber } from '@postbus/text-messages';
import { AdminError } from '../admin-error.ts';
import type { Administration } from '../operations.ts';
import { accountNamed, scopeOf } from './account-scope.ts';
import { NumberCodes, codeValidity } from './number-codes.ts';
import type { PhoneNumber } from './text-operations.ts';

export interface NumberPorts {
  readonly directory: Directory;
  readonly deviceStore: DeviceStore;
  readonly clock: Clock;
  readonly send: SendTextMessage;
  /** Where numbers are dialled from by whoever has no region. */
  readonly region: string | undefined;
}

type NumberOperations = Pick<
  Administration,
  'getTexting' | 'setTexting' | 'listNumbers' | 'addNumber' | 'verifyNumber' | 'confirmNumber' | 'removeNumber'
>;

export function numberOperations(ports: NumberPorts): NumberOperations {
  const { directory, deviceStore, clock, send } = ports;
  const codes = new NumberCodes(deviceStore, clock);
  const existing = (address: string): Promise<Account> => accountNamed(directory, address);
  const named = async ({ address, number: written }: { readonly address: string; readonly number: string }) => {
    const owner = await existing(address);
    const number = numberOf(written, owner.region ?? ports.region);
    const own = owner.phoneNumbers?.find((one) => one.number === number);
    if (own === undefined) throw new AdminError('no-such-number', `${owner.address} has no number ${number}`);
    return { owner, own };
  };
  const keep = async (owner: Account, own: OwnNumber): Promise<PhoneNumber> => {
    const others = (owner.phoneNumbers ?? []).filter(({ number }) => number !== own.number);
    return numberView(await directory.change(owner.id, { phoneNumbers: [...others, own] }), own);
  };
  return {
    getTexting: async ({ address }) => {
      const account = await existing(address);
      return { address: account.address, ...textsOf(account) };
    },
    setTexting: async ({ address, channels, region }) => {
      const { id } = await existing(address);
      const country = region?.toUpperCase() ?? region;
      if (typeof country === 'string' && !isRegion(country))
        throw new AdminError('not-a-region', `${country} is no country that has numbers`);
      const changed = await directory.change(id, {
        ...(channels !== undefined && { textChannels: channels && [...new Set(channels)] }),
        ...(country !== undefined && { region: country }),
      });
      return { address: changed.address, ...textsOf(changed) };
    },
    listNumbers: async ({ address }) => {
      const owner = await existing(address);
      return { numbers: (owner.phoneNumbers ?? []).map((own) => numberView(owner, own)) };
    },
    addNumber: async ({ address, number: written, verified = false }) => {
      const owner = await existing(address);
      const number = ownNumberOf(written, owner.region ?? ports.region);
      const own = owner.phoneNumbers?.find((one) => one.number === number) ?? { number };
      return keep(owner, verified && own.verifiedAt === undefined ? { ...own, verifiedAt: clock.now() } : own);
    },
    verifyNumber: async ({ from, ...place }) => {
      const { owner, own } = await named(place);
      const sender = await existing(from);
      if (sender.id === owner.id)
        throw new AdminError('own-sender', 'the code would lie in the mailbox whose number it is to verify');
      await refuseTaken(directory, owner, own);
      const { code, expiresAt } = await codes.make(scopeOf(owner), own.number);
      const id = randomUUID();
      const text = `Postbus: ${code} is the code for ${owner.address}. It is valid for 15 minutes.`;
      const message = { to: [{ number: own.number }], text, validFor: codeValidity };
      await send.execute(sender, scopeOf(sender), message, { id, source: 'command' });
      return { number: own.number, id, expiresAt: new Date(expiresAt).toISOString() };
    },
    confirmNumber: async ({ code, ...place }) => {
      const { owner, own } = await named(place);
      await codes.check(scopeOf(owner), own.number, code);
      return keep(owner, { ...own, verifiedAt: clock.now() });
    },
    removeNumber: async (place) => {
      const { owner, own } = await named(place);
      const left = (owner.phoneNumbers ?? []).filter(({ number }) => number !== own.number);
      await directory.change(owner.id, { phoneNumbers: left.length === 0 ? null : left });
      await codes.forget(scopeOf(owner), own.number);
      return numberView(owner, own);
    },
  };
}

/** What an account has for text messages. */
export function textsOf({ phoneNumbers, textChannels, region }: Account) {
  return {
    ...(phoneNumbers !== undefined && { numbers: phoneNumbers.map(membersOf) }),
    ...(textChannels !== undefined && { textChannels: [...textChannels] }),
    ...(region !== undefined && { region }),
  };
}

/** @throws {AdminError} `not-a-number` */
export function numberOf(written: string, region: string | undefined): string {
  const number = normalizedNumber(written, region);
  if (number === undefined)
    throw new AdminError('not-a-number', `${written} is no number that can exist; +14255550123 tells its country`);
  return number;
}

/** @throws {AdminError} `not-a-number`, of short codes too: they are services, and nobody's own */
function ownNumberOf(written: string, region: string | undefined): string {
  const number = numberOf(written, region);
  if (!number.startsWith('+'))
    throw new AdminError('not-a-number', `${number} is a short code; a person has a number such as +14255550123`);
  return number;
}

/** Before a code is sent for it. @throws {DomainError} `number-taken` */
async function refuseTaken(directory: Directory, owner: Account, { number }: OwnNumber): Promise<void> {
  const other = await directory.resolveNumber(number);
  if (other !== undefined && other.id !== owner.id)
    throw new DomainError('number-taken', number, 'the number is another account’s');
}

function numberView({ address }: Account, own: OwnNumber): PhoneNumber {
  return { account: address, ...membersOf(own) };
}

function membersOf({ number, verifiedAt }: OwnNumber) {
  return { number, ...(verifiedAt !== undefined && { verifiedAt: new Date(verifiedAt).toISOString() }) };
}
