/** The header of every PDU: four numbers of four octets. SMPP 3.4 3.2, 5.1 */

export const headerLength = 16;

export interface PduHeader {
  readonly commandLength: number;
  readonly commandId: number;
  readonly commandStatus: number;
  readonly sequence: number;
}

/** The header at the start of `bytes`, which are 16 at least. */
export function readPduHeader(bytes: Uint8Array): PduHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerLength);
  return {
    commandLength: view.getUint32(0),
    commandId: view.getUint32(4),
    commandStatus: view.getUint32(8),
    sequence: view.getUint32(12),
  };
}
