/** Attributes: level, id, length, data, checksum. [MS-OXTNEF] 2.1.3.2 */
import { AttributeId, type AttributeName, attributeLevel } from './attribute-id.ts';
import { ByteRope } from './byte-rope.ts';

/** @param data undefined writes nothing, as does none at all: there are readers that give up at an attribute without data */
export function writeAttribute(rope: ByteRope, name: AttributeName, data: Uint8Array | ByteRope | undefined): void {
  if (data === undefined || data.length === 0) return;
  const content = data instanceof ByteRope ? data : new ByteRope().bytes(data);
  const sum = content.checksum();
  rope.uint8(attributeLevel(name)).uint32(AttributeId[name]).uint32(content.length).append(content).uint16(sum);
}
