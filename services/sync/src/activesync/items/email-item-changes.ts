/** A client's Change of an item: read state, flag, and categories of mail. [MS-ASEMAIL] 3.2.5.4, [MS-ASMS] 3.1.4.1.2 */
import { type ApplicationData, type Flag, readSmsChange } from '@postbus/activesync';
import {
  type MailboxScope,
  type MessageRecord,
  type Operation,
  type StoredMessage,
  messageKindOf,
} from '@postbus/domain';
import { PidNameKeywords, PropertyBag } from '@postbus/mapi';
import type { Clock, MailStore } from '@postbus/ports';
import type { ItemChanges } from '../collection/item-changes.ts';
import { flagOf } from '../rendering/flag.ts';
import { applyFlag, clearsFlag } from './flag-changes.ts';
import { updateProperties } from './update-properties.ts';

export class EmailItemChanges implements ItemChanges {
  constructor(
    private readonly store: MailStore,
    private readonly clock: Clock,
  ) {}

  /** @throws {SmsError} `not-changeable` for anything but read state and flag of a text message */
  async operations(scope: MailboxScope, message: MessageRecord, data: ApplicationData): Promise<Operation[]> {
    if (messageKindOf(message.summary.messageClass) === 'text') readSmsChange(data);
    const { Read } = data;
    const read: Operation[] =
      Read === undefined || Read === message.read ? [] : [{ do: 'set-read', id: message.id, read: Read }];
    if (!mayChange(message, data)) return read;
    const stored = await this.store.message(scope, message.id);
    const update = stored === undefined ? undefined : this.#update(stored, data);
    return update === undefined ? read : [...read, update];
  }

  /** Undefined where the message is as the client wants it. */
  #update(stored: StoredMessage, { Flag: flag, Categories }: ApplicationData): Operation | undefined {
    const before = stored.object.properties;
    const properties = new PropertyBag(before);
    if (flag !== undefined) applyFlag(properties, flag, this.clock.now());
    if (Categories !== undefined) setCategories(properties, Categories);
    return sameMarks(before, properties) ? undefined : updateProperties(stored, properties);
  }
}

/** Whether the object must be looked at: most Changes tell the read state alone, and flags that are not there. */
function mayChange({ summary }: MessageRecord, { Flag: flag, Categories }: ApplicationData): boolean {
  const flagMay = flag !== undefined && !(clearsFlag(flag) && summary.flagStatus === undefined);
  return flagMay || (Categories !== undefined && !sameList(Categories, summary.categories ?? []));
}

function setCategories(properties: PropertyBag, categories: readonly string[]): void {
  if (categories.length === 0) properties.delete(PidNameKeywords);
  else properties.set(PidNameKeywords, [...categories]);
}

function sameMarks(before: PropertyBag, after: PropertyBag): boolean {
  return (
    sameFlag(flagOf(before), flagOf(after)) &&
    sameList(before.get(PidNameKeywords) ?? [], after.get(PidNameKeywords) ?? [])
  );
}

function sameFlag(one: Flag, other: Flag): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Flag>;
  return [...names].every((name) => one[name]?.valueOf() === other[name]?.valueOf());
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
