/** PidTagConversationKey, which only attConversationID still tells. [MS-OXTNEF] 2.1.3.3 */
import { PropertyType, type PropertyDefinition } from '@postbus/mapi';

export const PidTagConversationKey: PropertyDefinition<Uint8Array> = {
  canonicalName: 'PidTagConversationKey',
  key: 0x000b,
  type: PropertyType.PtypBinary,
  area: 'MapiEnvelope',
};
