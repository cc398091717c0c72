/** Options that stay from request to request. [MS-ASMS] 3.1.4.1.1.1 */
import { ItemClass } from '../classes/item-class.ts';
import { type ClassOptions, type OptionsByClass, optionsByClass } from './options-by-class.ts';

/** What a Sync request makes of the options of its collection. */
export interface StickyOptions<O extends ClassOptions> {
  /** What applies now, and is to be kept for the next request. */
  readonly options: OptionsByClass<O>;
  /** Classes whose items are wanted from now on. */
  readonly begun: readonly ItemClass[];
  /** Classes whose items are wanted no more: those that the client has are soft-deleted. */
  readonly ended: readonly ItemClass[];
}

/**
 * The options of a collection after a Sync request: all of them anew where it tells any, else those that were kept,
 * else those of the folder's own class alone. [MS-ASMS] 3.1.4.1.1
 *
 * @param kept from the request before; undefined before the first
 * @param told the Options of this request; undefined, or none, where it has none
 * @throws {SmsError} as `optionsByClass`
 */
export function stickyOptions<O extends ClassOptions>(
  kept: OptionsByClass<O> | undefined,
  told: readonly O[] | undefined,
  folderClass: ItemClass = ItemClass.Email,
): StickyOptions<O> {
  const isTold = told !== undefined && told.length > 0;
  const options = isTold || kept === undefined ? optionsByClass(told ?? [], folderClass) : kept;
  const before = classesOf(kept ?? {}, folderClass);
  const now = classesOf(options, folderClass);
  return {
    options,
    begun: now.filter((one) => !before.includes(one)),
    ended: before.filter((one) => !now.includes(one)),
  };
}

function classesOf({ own, sms }: OptionsByClass, folderClass: ItemClass): ItemClass[] {
  return [...(own === undefined ? [] : [folderClass]), ...(sms === undefined ? [] : [ItemClass.Sms])];
}
