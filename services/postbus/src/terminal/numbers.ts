/** Numbers as people read them. */
const grouped = new Intl.NumberFormat('en');

/** `48,213` */
export function count(value: number): string {
  return grouped.format(value);
}

/** `1 message`, `2 messages` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
