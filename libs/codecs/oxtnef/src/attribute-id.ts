/** Attributes by their 32-bit ids, the type above and the name below, and their levels. [MS-OXTNEF] 2.1.3.2, 2.1.3.3 */

export const AttributeLevel = { message: 1, attachment: 2 } as const;

export const AttributeId = {
  attOwner: 0x0006_0000,
  attSentFor: 0x0006_0001,
  attDelegate: 0x0006_0002,
  attDateStart: 0x0003_0006,
  attDateEnd: 0x0003_0007,
  attAidOwner: 0x0005_0008,
  attRequestRes: 0x0004_0009,
  attOriginalMessageClass: 0x0007_0006,
  attFrom: 0x0000_8000,
  attSubject: 0x0001_8004,
  attDateSent: 0x0003_8005,
  attDateRecd: 0x0003_8006,
  attMessageStatus: 0x0006_8007,
  attMessageClass: 0x0007_8008,
  attMessageID: 0x0001_8009,
  attParentID: 0x0001_800a,
  attConversationID: 0x0001_800b,
  attBody: 0x0002_800c,
  attPriority: 0x0004_800d,
  attAttachData: 0x0006_800f,
  attAttachTitle: 0x0001_8010,
  attAttachMetaFile: 0x0006_8011,
  attAttachCreateDate: 0x0003_8012,
  attAttachModifyDate: 0x0003_8013,
  attDateModified: 0x0003_8020,
  attAttachTransportFilename: 0x0006_9001,
  attAttachRenddata: 0x0006_9002,
  attMsgProps: 0x0006_9003,
  attRecipTable: 0x0006_9004,
  attAttachment: 0x0006_9005,
  attTnefVersion: 0x0008_9006,
  attOemCodepage: 0x0006_9007,
} as const;

export type AttributeName = keyof typeof AttributeId;

const nameOfId = new Map<number, AttributeName>();
/** By the lower half alone, where only one attribute has it. */
const nameOfHalf = new Map<number, AttributeName | undefined>();
for (const [name, id] of Object.entries(AttributeId) as [AttributeName, number][]) {
  const half = id & 0xffff;
  nameOfId.set(id, name);
  nameOfHalf.set(half, nameOfHalf.has(half) ? undefined : name);
}

/** As the document prints attOriginalMessageClass; programs write the one above. */
const printedOriginalMessageClass = 0x0007_0600;
nameOfId.set(printedOriginalMessageClass, 'attOriginalMessageClass');

/** The attribute of exactly this id. */
export function attributeName(id: number): AttributeName | undefined {
  return nameOfId.get(id);
}

/** The attribute that `id` names though its type is another's. */
export function attributeNameOfHalf(id: number): AttributeName | undefined {
  return nameOfHalf.get(id & 0xffff);
}

/** The level that an attribute belongs to. */
export function attributeLevel(name: AttributeName): number {
  return name.startsWith('attAttach') ? AttributeLevel.attachment : AttributeLevel.message;
}
