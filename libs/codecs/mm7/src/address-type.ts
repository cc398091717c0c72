/** Addresses as elements. 3GPP TS 23.140 Annex L: addressType, recipientsType, senderIDType */
import type { XmlElement, XmlNode } from '@postbus/xml';
import type { Mm7Address, Mm7AddressKind, Mm7Recipients, Mm7SenderIdentification } from './mm7-address.ts';
import { Mm7Error } from './mm7-error.ts';
import { type ValueType, badValue, booleanOf, childOf, notEmpty, ownChildren, token } from './value-type.ts';

const names: Readonly<Record<Mm7AddressKind, string>> = {
  number: 'Number',
  mail: 'RFC2822Address',
  shortCode: 'ShortCode',
};
const kinds = new Map(Object.entries(names).map(([kind, name]) => [name, kind as Mm7AddressKind]));
const lists = [
  ['To', 'to'],
  ['Cc', 'cc'],
  ['Bcc', 'bcc'],
] as const;

/** One address. A text without an element in it, as some write, is taken for what it looks like. */
export const address: ValueType<Mm7Address> = {
  read: (element) => {
    const [found, second] = addressesIn(element);
    if (second !== undefined) throw new Mm7Error('repeated-element', element.at, `two addresses in <${element.name}>`);
    return found ?? bareAddress(element);
  },
  write: (value) => ({ content: [addressNode(value)] }),
};

export const recipients: ValueType<Mm7Recipients> = {
  read: (element) => {
    const found: Partial<Record<'to' | 'cc' | 'bcc', Mm7Address[]>> = {};
    for (const child of ownChildren(element)) {
      const key = lists.find(([name]) => name === child.localName)?.[1];
      if (key !== undefined) (found[key] ??= []).push(...listIn(child));
    }
    return found;
  },
  write: (value) => ({
    content: lists.flatMap(([name, key]) => {
      const addresses = value[key] ?? [];
      return addresses.length === 0 ? [] : [{ name, content: addresses.map(addressNode) }];
    }),
  }),
};

export const senderIdentification: ValueType<Mm7SenderIdentification> = {
  read: (element) => {
    const vaspId = childOf(element, 'VASPID')?.text.trim();
    const vasId = childOf(element, 'VASID')?.text.trim();
    const sender = childOf(element, 'SenderAddress');
    return {
      ...(vaspId ? { vaspId } : {}),
      ...(vasId ? { vasId } : {}),
      ...(sender === undefined ? {} : { address: address.read(sender) }),
    };
  },
  write: (value) => ({
    content: [
      ...(value.vaspId === undefined ? [] : [{ name: 'VASPID', ...token.write(value.vaspId) }]),
      ...(value.vasId === undefined ? [] : [{ name: 'VASID', ...token.write(value.vasId) }]),
      ...(value.address === undefined ? [] : [{ name: 'SenderAddress', ...address.write(value.address) }]),
    ],
  }),
};

/** A list may be empty, or one text. */
function listIn(element: XmlElement): Mm7Address[] {
  const found = addressesIn(element);
  return found.length > 0 || element.text.trim() === '' ? found : [bareAddress(element)];
}

function addressesIn(element: XmlElement): Mm7Address[] {
  return ownChildren(element).flatMap((child) => {
    const kind = kinds.get(child.localName);
    return kind === undefined ? [] : [addressOf(child, kind)];
  });
}

function addressOf(element: XmlElement, kind: Mm7AddressKind): Mm7Address {
  const shown = element.attributes.get('displayOnly');
  const coding = element.attributes.get('addressCoding')?.trim();
  const id = element.attributes.get('id')?.trim();
  if (coding !== undefined && coding !== 'encrypted' && coding !== 'obfuscated')
    throw badValue(element, 'an addressCoding that is none');
  return {
    kind,
    value: token.read(element),
    ...(shown === undefined ? {} : { displayOnly: booleanOf(shown, element) }),
    ...(coding === undefined ? {} : { coding }),
    ...(id === undefined ? {} : { id }),
  };
}

function bareAddress(element: XmlElement): Mm7Address {
  const value = token.read(element);
  if (value.includes('@')) return { kind: 'mail', value };
  return { kind: /^\d{1,6}$/.test(value) ? 'shortCode' : 'number', value };
}

function addressNode({ kind, value, displayOnly, coding, id }: Mm7Address): XmlNode {
  return {
    name: names[kind],
    attributes: [
      ...(displayOnly === undefined ? [] : [['displayOnly', String(displayOnly)] as const]),
      ...(coding === undefined ? [] : [['addressCoding', coding] as const]),
      ...(id === undefined ? [] : [['id', id] as const]),
    ],
    content: notEmpty(value.trim()),
  };
}
