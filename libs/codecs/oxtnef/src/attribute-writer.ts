/** Attributes: level, id, length, data, checksum. [MS-OXTNEF] 2.1.3.2 */
import { AttributeId, type AttributeName, attributeLevel } from './attribute-id.ts';
import { ByteRope } from './byte-rope.ts';
import { checksum } from './checksum.ts';

/** @param data undefined writes nothing, as does none at all: there are readers that give up at an attribute without data */
export function writeAttribute(rope: ByteRope, name: AttributeName, data: Uint8Array | ByteRope | undefined): void {
  if (data === undefined || data.length === 0) return;
  rope.uint8(attributeLevel(name)).uint32(AttributeId[name]).uint32(data.length);
  if (data instanceof ByteRope) rope.append(data).uint16(data.checksum());
  else rope.bytes(data).uint16(checksum(data));
}
