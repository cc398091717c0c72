/** The envelope of SOAP 1.1. SOAP 1.1 4; 3GPP TS 23.140 8.7 */
import { type XmlElement, type XmlNode, attributeOf } from '@postbus/xml';
import { Mm7Error } from './mm7-error.ts';
import { isMm7Namespace } from './mm7-schema.ts';

export const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const nextActor = 'http://schemas.xmlsoap.org/soap/actor/next';

export interface SoapEnvelope {
  readonly transactionId: string | undefined;
  /** The first element of the body. */
  readonly body: XmlElement;
}

/** @throws {Mm7Error} `not-soap`, `soap-version`, `not-understood`, `repeated-element` */
export function readEnvelope(root: XmlElement): SoapEnvelope {
  if (root.localName !== 'Envelope') throw new Mm7Error('not-soap', root.at, `a document of <${root.name}>`);
  if (root.namespace !== soapNamespace)
    throw new Mm7Error('soap-version', root.at, `an envelope of ${root.namespace || 'no namespace'}`);
  const transactionId = transactionIdOf(soapChild(root, 'Header'));
  const body = soapChild(root, 'Body')?.children[0];
  if (body === undefined)
    throw new Mm7Error('not-soap', root.at, 'an envelope with nothing in it', withTransaction(transactionId));
  return { transactionId, body };
}

/** An envelope around `body`. @param namespace that of MM7 */
export function envelopeNode(transactionId: string | undefined, namespace: string, body: XmlNode): XmlNode {
  const header: XmlNode = {
    name: 'mm7:TransactionID',
    attributes: [
      ['xmlns:mm7', namespace],
      ['env:mustUnderstand', '1'],
    ],
    content: transactionId ?? '',
  };
  return {
    name: 'env:Envelope',
    attributes: [['xmlns:env', soapNamespace]],
    content: [
      ...(transactionId === undefined ? [] : [{ name: 'env:Header', content: [header] }]),
      { name: 'env:Body', content: [body] },
    ],
  };
}

export function withTransaction(transactionId: string | undefined): { readonly transactionId?: string } {
  return transactionId === undefined ? {} : { transactionId };
}

/** The one of the header; other entries are passed over unless they must be understood by us. SOAP 1.1 4.2 */
function transactionIdOf(header: XmlElement | undefined): string | undefined {
  let found: string | undefined;
  let unknown: XmlElement | undefined;
  for (const entry of header?.children ?? []) {
    if (entry.localName === 'TransactionID' && isMm7Namespace(entry.namespace)) {
      if (found !== undefined) throw new Mm7Error('repeated-element', entry.at, 'a second TransactionID');
      found = entry.text.trim();
    } else if (mustBeUnderstood(entry)) unknown ??= entry;
  }
  const transactionId = found === '' ? undefined : found;
  if (unknown !== undefined)
    throw new Mm7Error('not-understood', unknown.at, `the header ${unknown.name}`, withTransaction(transactionId));
  return transactionId;
}

function mustBeUnderstood(entry: XmlElement): boolean {
  const actor = attributeOf(entry, 'actor', soapNamespace) ?? '';
  const must = attributeOf(entry, 'mustUnderstand', soapNamespace)?.trim();
  return (must === '1' || must === 'true') && (actor === '' || actor === nextActor);
}

function soapChild(root: XmlElement, localName: string): XmlElement | undefined {
  return root.children.find((child) => child.localName === localName && child.namespace === soapNamespace);
}
