/** How a value stands in an element: read and written by one definition. 3GPP TS 23.140 Annex L */
import type { XmlElement, XmlNode } from '@postbus/xml';
import type { Mm7ContentReference, Mm7ReplyCharging } from './messages.ts';
import { Mm7Error } from './mm7-error.ts';
import { type Mm7Time, dateTimeText, durationText, readDateTime, readDuration } from './mm7-time.ts';
import { type Mm7Status, statusName } from './status-code.ts';

/** What an element holds beside its name. */
export type NodeBody = Omit<XmlNode, 'name'>;

export interface ValueType<Value> {
  /** Whether an element without content says something. */
  readonly mayBeEmpty?: boolean;
  /** @throws {Mm7Error} `bad-value`, `missing-element`, `repeated-element` */
  readonly read: (element: XmlElement) => Value;
  /** @throws {Mm7Error} `bad-value` */
  readonly write: (value: Value) => NodeBody;
}

export function badValue(element: XmlElement | undefined, what: string): Mm7Error {
  return new Mm7Error('bad-value', element?.at ?? 0, element === undefined ? what : `<${element.name}>: ${what}`);
}

/** Children of `element` in its own namespace, or in none, as some forget it; those of others are extensions. */
export function ownChildren(element: XmlElement): readonly XmlElement[] {
  return element.children.filter(({ namespace }) => namespace === element.namespace || namespace === '');
}

/** The one child of that name. @throws {Mm7Error} `repeated-element` */
export function childOf(element: XmlElement, localName: string): XmlElement | undefined {
  const [found, second] = ownChildren(element).filter((child) => child.localName === localName);
  if (second !== undefined) throw new Mm7Error('repeated-element', second.at, `a second <${second.name}>`);
  return found;
}

/** As it stands, spaces and line ends too. */
export const text: ValueType<string> = { read: (element) => element.text, write: (content) => ({ content }) };

/** A name or an id: space around it does not count, and it is never empty. */
export const token: ValueType<string> = {
  read: (element) => notEmpty(element.text.trim(), element),
  write: (value) => ({ content: notEmpty(value.trim()) }),
};

export const boolean: ValueType<boolean> = {
  read: (element) => booleanOf(element.text, element),
  write: (value) => ({ content: String(value) }),
};

/** One of `values`, in any case of letters. */
export function oneOf<Value extends string>(...values: readonly Value[]): ValueType<Value> {
  return {
    read: (element) => {
      const found = element.text.trim().toLowerCase();
      const value = values.find((one) => one.toLowerCase() === found);
      if (value === undefined) throw badValue(element, `none of ${values.join(', ')}`);
      return value;
    },
    write: (content) => ({ content }),
  };
}

export const date: ValueType<Date> = {
  read: (element) => {
    const found = readDateTime(element.text.trim());
    if (found === undefined) throw badValue(element, 'no dateTime');
    return found;
  },
  write: (value) => ({ content: inRange(() => dateTimeText(value)) }),
};

export const time: ValueType<Mm7Time> = {
  read: (element) => timeOf(element.text.trim(), element),
  write: (value) => ({ content: timeText(value) }),
};

/** In attributes of an element that is empty. */
export const replyCharging: ValueType<Mm7ReplyCharging> = {
  mayBeEmpty: true,
  read: (element) => {
    const size = element.attributes.get('replyChargingSize')?.trim();
    const deadline = element.attributes.get('replyDeadline')?.trim();
    if (size !== undefined && !/^\d{1,15}$/.test(size)) throw badValue(element, 'no size');
    return {
      ...(size === undefined ? {} : { size: Number(size) }),
      ...(deadline === undefined ? {} : { deadline: timeOf(deadline, element) }),
    };
  },
  write: ({ size, deadline }) => {
    if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0))
      throw badValue(undefined, `${size} is no size`);
    return {
      attributes: [
        ...(size === undefined ? [] : [['replyChargingSize', String(size)] as const]),
        ...(deadline === undefined ? [] : [['replyDeadline', timeText(deadline)] as const]),
      ],
    };
  },
};

export const status: ValueType<Mm7Status> = {
  read: (element) => {
    const code = childOf(element, 'StatusCode');
    if (code === undefined) throw new Mm7Error('missing-element', element.at, 'a Status without a StatusCode');
    const digits = code.text.trim();
    if (!/^[1-9]\d{3}$/.test(digits)) throw badValue(code, 'not four digits');
    const words = childOf(element, 'StatusText')?.text.trim();
    const details = childOf(element, 'Details')?.text.trim();
    return { code: Number(digits), ...(words ? { text: words } : {}), ...(details ? { details } : {}) };
  },
  write: ({ code, text, details }) => {
    if (!Number.isInteger(code) || code < 1000 || code > 9999) throw badValue(undefined, `${code} is no status code`);
    return {
      content: [
        { name: 'StatusCode', content: String(code) },
        { name: 'StatusText', content: text ?? statusName(code) ?? '' },
        ...(details === undefined ? [] : [{ name: 'Details', content: details }]),
      ],
    };
  },
};

export const content: ValueType<Mm7ContentReference> = {
  mayBeEmpty: true,
  read: (element) => {
    const href = element.attributes.get('href')?.trim();
    if (href === undefined || href === '') throw badValue(element, 'no href');
    const type = element.attributes.get('type')?.trim();
    const adaptations = element.attributes.get('allowAdaptations');
    return {
      href,
      ...(type ? { type } : {}),
      ...(adaptations === undefined ? {} : { allowAdaptations: booleanOf(adaptations, element) }),
    };
  },
  write: ({ href = '', type, allowAdaptations }) => ({
    attributes: [
      ...(type === undefined ? [] : [['type', type] as const]),
      ['href', notEmpty(href)],
      ...(allowAdaptations === undefined ? [] : [['allowAdaptations', String(allowAdaptations)] as const]),
    ],
  }),
};

/** @throws {Mm7Error} `bad-value` */
export function booleanOf(written: string, element: XmlElement): boolean {
  const found = written.trim().toLowerCase();
  if (found === 'true' || found === '1') return true;
  if (found === 'false' || found === '0') return false;
  throw badValue(element, 'neither true nor false');
}

/** @throws {Mm7Error} `bad-value` */
export function notEmpty(value: string, element?: XmlElement): string {
  if (value === '') throw badValue(element, 'nothing where something must be');
  return value;
}

function timeOf(written: string, element: XmlElement): Mm7Time {
  const after = readDuration(written);
  if (after !== undefined) return { after };
  const at = readDateTime(written);
  if (at === undefined) throw badValue(element, 'neither a dateTime nor a duration');
  return { at };
}

function timeText(value: Mm7Time): string {
  return inRange(() => ('at' in value ? dateTimeText(value.at) : durationText(value.after)));
}

function inRange(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Mm7Error('bad-value', 0, error.message, { cause: error });
  }
}
