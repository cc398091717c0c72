/** Chooses how a text is written: the alphabet and tables that take the fewest parts. */
import { gsmCodes, septetsOf } from './alphabet/gsm-text.ts';
import { alikeText } from './alphabet/transliterate.ts';
import type { InformationElement } from './information-element.ts';
import { SmsError } from './sms-error.ts';
import { type Cut, cutText, unitsOf } from './split-text.ts';
import { type TextEncoding, type TextOptions, capacityOf, shiftElements, unitCost } from './text-encoding.ts';

/** A text as it will be sent. */
export interface TextPlan {
  readonly text: string;
  readonly encoding: TextEncoding;
  /** Elements of each part's header, but that of the concatenation. */
  readonly elements: readonly InformationElement[];
  readonly cuts: readonly Cut[];
  /** Units that a part has room for. */
  readonly capacity: number;
}

/**
 * Plans `text`: the default 7 bit tables where they have all of it; else the allowed national tables that take the
 * fewest parts, unless UCS-2 takes fewer; else its transliteration, where that is allowed, by the tables that change the
 * least of it; else UCS-2.
 *
 * @throws {SmsError} `not-encodable` where the 7 bit alphabet was asked for and lacks a character; `header-too-long`
 */
export function planText(text: string, options: TextOptions = {}): TextPlan {
  if (options.alphabet === 'ucs2') return planOf(text, { alphabet: 'ucs2' }, options);
  const plain = gsmPlan(text, options);
  if (plain !== undefined) return plain;
  if (options.transliterate === true) {
    const alike = alikePlan(text, options);
    if (alike !== undefined) return alike;
  }
  if (options.alphabet === 'gsm') throw notEncodable(text);
  return planOf(text, { alphabet: 'ucs2' }, options);
}

function gsmPlan(text: string, options: TextOptions): TextPlan | undefined {
  if (isWritable(text, { alphabet: 'gsm' })) return planOf(text, { alphabet: 'gsm' }, options);
  const plans = shiftedEncodings(options)
    .filter((encoding) => isWritable(text, encoding))
    .map((encoding) => planOf(text, encoding, options));
  const [best] = plans.sort(byParts);
  return best === undefined || takesMoreThanUcs2(best, text, options) ? undefined : best;
}

/** What reads like `text`: an allowed national table may have letters that the default one would lose. */
function alikePlan(text: string, options: TextOptions): TextPlan | undefined {
  const plans = [{ alphabet: 'gsm' as const }, ...shiftedEncodings(options)].flatMap((encoding) => {
    const alike = alikeText(text, encoding);
    if (!isWritable(alike.text, encoding)) return [];
    const plan = planOf(alike.text, encoding, options);
    return shiftElements(encoding).length > 0 && takesMoreThanUcs2(plan, text, options)
      ? []
      : [{ plan, changed: alike.changed }];
  });
  const [best] = plans.sort((a, b) => a.changed - b.changed || byParts(a.plan, b.plan));
  return best?.plan;
}

function byParts(one: TextPlan, other: TextPlan): number {
  return one.cuts.length - other.cuts.length || totalUnits(one) - totalUnits(other);
}

function takesMoreThanUcs2({ cuts }: TextPlan, text: string, options: TextOptions): boolean {
  return options.alphabet !== 'gsm' && cuts.length > planOf(text, { alphabet: 'ucs2' }, options).cuts.length;
}

/** Every pair of tables that is allowed but the default ones; single shifts alone come first. */
function shiftedEncodings({ lockingShifts = [], singleShifts = [] }: TextOptions): TextEncoding[] {
  const singles = [undefined, ...singleShifts];
  const lockings = [undefined, ...lockingShifts];
  return lockings
    .flatMap((locking) => singles.map((single) => ({ alphabet: 'gsm' as const, locking, single })))
    .slice(1);
}

function planOf(text: string, encoding: TextEncoding, options: TextOptions): TextPlan {
  const elements = [...(options.elements ?? []), ...shiftElements(encoding)];
  const cost = unitCost(encoding);
  const whole = capacityOf(encoding.alphabet, elements);
  const units = unitsOf(text, cost) ?? 0;
  if (units <= whole) {
    return { text, encoding, elements, cuts: [{ end: text.length, units }], capacity: whole };
  }
  const bits = options.referenceBits ?? 8;
  const concatenation = { kind: 'concatenation', bits, reference: 0, total: 1, sequence: 1 } as const;
  const capacity = capacityOf(encoding.alphabet, [concatenation, ...elements]);
  return { text, encoding, elements, cuts: cutText(text, cost, capacity, options.keepGraphemes === true), capacity };
}

function isWritable(text: string, encoding: TextEncoding): boolean {
  return unitsOf(text, unitCost(encoding)) !== undefined;
}

function totalUnits({ cuts }: TextPlan): number {
  return cuts.reduce((sum, { units }) => sum + units, 0);
}

function notEncodable(text: string): SmsError {
  const codes = gsmCodes();
  let index = 0;
  while (index < text.length && septetsOf(codes, text.charCodeAt(index)) !== 0) index++;
  return new SmsError('not-encodable', index, 'the text has characters that no 7 bit table allowed has');
}
