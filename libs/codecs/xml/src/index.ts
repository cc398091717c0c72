export { XmlError, type XmlErrorCode } from './xml-error.ts';
export { type XmlElement, type XmlLimits, attributeOf, defaultXmlLimits } from './xml-element.ts';
export { type XmlReadOptions, readXml } from './read-xml.ts';
export { xmlText } from './xml-text.ts';
export { type XmlNode, escapedAttribute, escapedText, writeXml } from './write-xml.ts';
