/** Options of a collection by the class of items that they apply to. [MS-ASMS] 3.1.4.1.1, [MS-ASCMD] 2.2.3.27, 2.2.3.125 */
import { ItemClass } from '../classes/item-class.ts';
import { FilterType } from '../commands/sync-request.ts';
import { SyncStatus } from '../status/sync-status.ts';
import { SmsError } from './sms-error.ts';

/** What tells the class of a block: Options of Sync as well as of GetItemEstimate, of which every element is optional. */
export interface ClassOptions {
  readonly Class?: string | undefined;
  readonly FilterType?: number | undefined;
}

/** At least one of both; items of a class that has none are not wanted. */
export interface OptionsByClass<O extends ClassOptions = ClassOptions> {
  /** Of the folder's own class, as Email in the Inbox: a block without Class, or with that one. */
  readonly own?: O;
  /** Of text messages. */
  readonly sms?: O;
}

/** Of the folder's own class, and of text messages. [MS-ASMS] 3.1.4.1.1 */
const mostOptions = 2;
const noOptions: ClassOptions = {};

/**
 * The Options of a collection, each for its class. A block without FilterType filters nothing out.
 * [MS-ASCMD] 2.2.3.68.2
 *
 * @param blocks as the request has them; for a GetItemEstimate without any, or the first Sync of a folder, none
 * @param folderClass the class of the items that the folder natively holds
 * @throws {SmsError} `too-many-options`, `class-repeated`, `class-not-allowed`, `filter-not-for-sms`, all with the
 * Status 4 that Sync and GetItemEstimate have for combinations of classes. [MS-ASMS] 3.2.5.1, [MS-ASCMD] 2.2.3.27.2
 */
export function optionsByClass<O extends ClassOptions>(
  blocks: readonly O[],
  folderClass: ItemClass = ItemClass.Email,
): OptionsByClass<O> {
  if (blocks.length > mostOptions) throw refused('too-many-options', `Options[${mostOptions + 1}]`);
  const found: { own?: O; sms?: O } = {};
  for (const [index, block] of blocks.entries()) {
    const path = `Options[${index + 1}]`;
    const key = keyOf(block.Class, folderClass);
    if (key === undefined) throw refused('class-not-allowed', `${path}/Class`);
    if (found[key] !== undefined) throw refused('class-repeated', `${path}/Class`);
    if (key === 'sms' && !isSmsFilter(block.FilterType)) throw refused('filter-not-for-sms', `${path}/FilterType`);
    found[key] = block;
  }
  return blocks.length === 0 ? { own: noOptions as O } : found;
}

/** Whether text messages have the FilterType: 0 to 5, as e-mail has. [MS-ASMS] 3.1.4.1.1.2 */
export function isSmsFilter(filterType: number = FilterType.All): boolean {
  return filterType >= FilterType.All && filterType <= FilterType.OneMonth;
}

/**
 * The class of an item that a client adds: the folder's own where it tells none. [MS-ASCMD] 2.2.3.27.6
 * @throws {SmsError} `class-not-allowed` for a class that the folder does not hold
 */
export function addedClass(told: string | undefined, folderClass: ItemClass = ItemClass.Email): ItemClass {
  const key = keyOf(told, folderClass);
  if (key === undefined) throw refused('class-not-allowed', 'Add/Class');
  return key === 'sms' ? ItemClass.Sms : folderClass;
}

/** Folders of mail hold text messages too, others only their own class. [MS-ASMS] 3.1.4.1.1 */
function keyOf(told: string | undefined, folderClass: ItemClass): 'own' | 'sms' | undefined {
  if (told === undefined || told === folderClass) return 'own';
  return told === ItemClass.Sms && folderClass === ItemClass.Email ? 'sms' : undefined;
}

const messages = {
  'too-many-options': 'a collection has Options for its own class and for SMS, and no more',
  'class-repeated': 'there are Options for this class already',
  'class-not-allowed': 'the folder does not hold this class',
  'filter-not-for-sms': 'text messages have the FilterTypes 0 to 5',
} as const;

function refused(code: keyof typeof messages, path: string): SmsError {
  return new SmsError(code, path, SyncStatus.ProtocolError, messages[code]);
}
