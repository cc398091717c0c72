/** All definitions, found by key or by canonical name. [MS-OXPROPS] 2 */
import { type MapKey, type PropertyDefinition, type PropertyKey, mapKey } from '../property.ts';
import type { PropertyType } from '../property-type.ts';
import * as addressSet from './address-set.ts';
import * as attachment from './attachment.ts';
import * as body from './body.ts';
import * as commonSet from './common-set.ts';
import * as conversation from './conversation.ts';
import * as folder from './folder.ts';
import * as identification from './identification.ts';
import * as internet from './internet.ts';
import * as mailUser from './mail-user.ts';
import * as message from './message.ts';
import * as namedSet from './named-set.ts';
import * as recipient from './recipient.ts';
import * as report from './report.ts';
import * as retention from './retention.ts';
import * as sender from './sender.ts';
import * as smimeResult from './smime-result.ts';
import * as unifiedMessaging from './unified-messaging.ts';

const areas = [
  message,
  body,
  sender,
  recipient,
  internet,
  conversation,
  attachment,
  report,
  identification,
  folder,
  retention,
  mailUser,
  commonSet,
  namedSet,
  unifiedMessaging,
  addressSet,
  smimeResult,
];

/** Every definition, in no promised order. */
export const definitions: readonly PropertyDefinition[] = areas.flatMap((area) =>
  Object.values<PropertyDefinition>(area),
);

const byName = new Map(definitions.map((definition) => [definition.canonicalName, definition]));
const byKey = new Map<MapKey, PropertyDefinition[]>();
for (const definition of definitions) {
  const key = mapKey(definition.key);
  byKey.set(key, [...(byKey.get(key) ?? []), definition]);
}

/**
 * The definition of the property that `key` names, or undefined where the registry has none.
 * @param type chooses where one id has two types (PidTagAttachDataBinary and PidTagAttachDataObject)
 */
export function definitionOf(key: PropertyKey, type?: PropertyType): PropertyDefinition | undefined {
  const found = byKey.get(mapKey(key));
  return found?.find((definition) => definition.type === type) ?? found?.[0];
}

/** The definition with that canonical name: `PidTagSubject`. */
export function definitionByName(canonicalName: string): PropertyDefinition | undefined {
  return byName.get(canonicalName);
}
