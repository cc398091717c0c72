/** How the values of each type lie in a .msg file. [MS-OXMSG] 2.1.2, 2.1.3, 2.1.4; [MS-OXCDATA] 2.11.1 */
import { PropertyType } from '@postbus/mapi';

/**
 * `fixed`: in the entry of the property stream. `variable`: in a stream. `multiple-fixed`: all values in one stream.
 * `multiple-variable`: a stream of lengths and one stream a value. `unknown`: no type of [MS-OXCDATA]; its bytes are kept.
 */
export type ValueForm = 'fixed' | 'variable' | 'multiple-fixed' | 'multiple-variable' | 'unknown';

const fixed = [
  PropertyType.PtypInteger16,
  PropertyType.PtypInteger32,
  PropertyType.PtypFloating32,
  PropertyType.PtypFloating64,
  PropertyType.PtypCurrency,
  PropertyType.PtypFloatingTime,
  PropertyType.PtypErrorCode,
  PropertyType.PtypBoolean,
  PropertyType.PtypInteger64,
  PropertyType.PtypTime,
];
const variable = [
  PropertyType.PtypObject,
  PropertyType.PtypString8,
  PropertyType.PtypString,
  PropertyType.PtypGuid,
  PropertyType.PtypServerId,
  PropertyType.PtypRestriction,
  PropertyType.PtypRuleAction,
  PropertyType.PtypBinary,
];
const multipleFixed = [
  PropertyType.PtypMultipleInteger16,
  PropertyType.PtypMultipleInteger32,
  PropertyType.PtypMultipleFloating32,
  PropertyType.PtypMultipleFloating64,
  PropertyType.PtypMultipleCurrency,
  PropertyType.PtypMultipleFloatingTime,
  PropertyType.PtypMultipleInteger64,
  PropertyType.PtypMultipleTime,
  PropertyType.PtypMultipleGuid,
];
const multipleVariable = [
  PropertyType.PtypMultipleString8,
  PropertyType.PtypMultipleString,
  PropertyType.PtypMultipleBinary,
];

const forms = new Map<number, ValueForm>([
  ...fixed.map((type) => [type, 'fixed'] as const),
  ...variable.map((type) => [type, 'variable'] as const),
  ...multipleFixed.map((type) => [type, 'multiple-fixed'] as const),
  ...multipleVariable.map((type) => [type, 'multiple-variable'] as const),
]);

export function valueForm(type: number): ValueForm {
  return forms.get(type) ?? 'unknown';
}

/** Types of several values have this bit. [MS-OXCDATA] 2.11.1 */
const multiple = 0x1000;

/** The type of each value of a type of several. */
export function itemType(type: number): PropertyType {
  return (type & ~multiple) as PropertyType;
}
