/** What a stream begins with. [MS-OXTNEF] 2.1.3.2, 2.1.3.3.1 */
export const signature = 0x223e_9f78;
export const tnefVersion = 0x0001_0000;
/** Bytes of the signature and the key. */
export const headerLength = 6;
